import { connect } from 'node:net';

// Kafka protocol: size, ApiVersions (18) v0, correlation id 1, null client id. The answer repeats the correlation id.
const question = Buffer.from('0000000a' + '0012' + '0000' + '00000001' + 'ffff', 'hex');
const answerTimeoutMs = 2000;

/** True when a broker at the port answers requests; an open port alone says nothing, a starting broker holds requests back. */
export function greets(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(answerTimeoutMs, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('connect', () => socket.write(question));
    socket.once('data', (answer) => end(answer.length >= 10 && answer.readInt32BE(4) === 1 && answer.readInt16BE(8) === 0));
  });
}
