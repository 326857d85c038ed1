// Twenty banks in one process that cost the measured system as little as possible: a raw-socket HTTP/1.1 responder that answers
// `PUT /<bank>/requests/<id>` with "nothing" or with the freeze as asked, after a service time. Not a simulator: no books, no memory.
// It counts what it was sent, so that a run can be checked. Prints its port; ends with its parent.
import net from 'node:net';

const serviceMs = Number(process.argv[2] ?? 1);
const counts = { received: 0, answered: 0, mostAtOnce: 0, repeated: 0 };
const seen = new Set();
let atOnce = 0;

// All delays are equal: one queue and one tick instead of a timer per request.
const waiting = [];
let head = 0;
let ticking = false;
function later(work) {
  waiting.push(performance.now() + serviceMs, work);
  if (ticking) return;
  ticking = true;
  setTimeout(tick, serviceMs);
}
function tick() {
  const now = performance.now() + 0.3;
  while (head < waiting.length && waiting[head] <= now) {
    waiting[head + 1]();
    head += 2;
  }
  if (head < waiting.length) setTimeout(tick, Math.max(1, waiting[head] - performance.now()));
  else {
    waiting.length = 0;
    head = 0;
    ticking = false;
  }
}

const field = (body, name) => {
  const at = body.indexOf(`"${name}":"`);
  return at < 0 ? undefined : body.slice(at + name.length + 4, body.indexOf('"', at + name.length + 4));
};

function answer(body) {
  const requestId = field(body, 'requestId');
  const now = new Date().toISOString();
  const said = `"requestId":"${requestId}","bankTime":"${now}","asOf":"${now}","receipt":{"number":"R","issuedAt":"${now}"}`;
  if (field(body, 'measure') === 'inquire') return `{${said},"outcome":"nothing"}`;
  const [account, amount, from, until] = ['account', 'amount', 'from', 'until'].map((name) => field(body, name));
  const figures = `"amount":"${amount}","recorded":"${amount}","caught":"${amount}","uncaught":"0.00","balance":"${amount}","available":"0.00"`;
  return `{${said},"outcome":"executed","freeze":{"account":"${account}",${figures},"from":"${from}","until":"${until}"}}`;
}

function take(method, body, reply) {
  if (method === 'GET') return reply(JSON.stringify({ ...counts, atOnce }));
  const id = field(body, 'requestId');
  counts.received += 1;
  if (seen.has(id)) counts.repeated += 1;
  seen.add(id);
  atOnce += 1;
  counts.mostAtOnce = Math.max(counts.mostAtOnce, atOnce);
  return later(() => {
    atOnce -= 1;
    counts.answered += 1;
    reply(answer(body));
  });
}

const server = net.createServer({ noDelay: true }, (socket) => {
  let buffer = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const headers = buffer.toString('latin1', 0, end);
      const length = Number(/content-length: *(\d+)/i.exec(headers)?.[1] ?? 0);
      if (buffer.length < end + 4 + length) return;
      const body = buffer.toString('utf8', end + 4, end + 4 + length);
      buffer = buffer.subarray(end + 4 + length);
      take(headers.slice(0, headers.indexOf(' ')), body, (json) => {
        if (socket.destroyed) return;
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
        );
      });
    }
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('disconnect', () => process.exit());
