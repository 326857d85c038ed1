import http from 'node:http';
import https from 'node:https';
import { type Duplex } from 'node:stream';
import { type Clock, type MachineTime } from '#platform/clocks.js';

type Connected = (error: Error | null, socket?: Duplex) => void;

/** An agent hands out a socket only when the connection stands, so that the moment before the first byte is one moment. */
function connectWithin(socket: Duplex, event: 'connect' | 'secureConnect', ms: number, connected: Connected): void {
  const timer = setTimeout(() => socket.destroy(Object.assign(new Error('not connected in time'), { code: 'ECONNTIMEOUT' })), ms);
  const failed = (error: Error) => {
    clearTimeout(timer);
    connected(error);
  };
  socket.once('error', failed);
  socket.once(event, () => {
    clearTimeout(timer);
    socket.removeListener('error', failed);
    connected(null, socket);
  });
}

export class PlainAgent extends http.Agent {
  constructor(
    options: http.AgentOptions,
    private readonly connectMs: number,
  ) {
    super(options);
  }

  override createConnection(options: http.ClientRequestArgs, connected: Connected): undefined {
    connectWithin(super.createConnection(options) as Duplex, 'connect', this.connectMs, connected);
  }
}

export class TlsAgent extends https.Agent {
  constructor(
    options: https.AgentOptions,
    private readonly connectMs: number,
  ) {
    super(options);
  }

  override createConnection(options: https.RequestOptions, connected: Connected): undefined {
    connectWithin(super.createConnection(options) as Duplex, 'secureConnect', this.connectMs, connected);
  }
}

/**
 * One request leaving this machine, as axios' transport. Whether a byte may have left decides *no* or *maybe*, not an error code.
 * The clock is read in the tick that writes: a process stopped past its lease wakes up here, and sends nothing.
 */
export class Departure {
  /** A byte may have left. */
  left = false;
  /** Held back: `notAfter` had passed. */
  late = false;

  constructor(
    private readonly clock: Clock,
    private readonly notAfter: MachineTime | undefined,
  ) {}

  readonly request = (
    options: https.RequestOptions,
    onResponse: (response: http.IncomingMessage) => void,
  ): http.ClientRequest => {
    const scheme = options.protocol === 'https:' ? https : http;
    const request = scheme.request(options, onResponse);
    // Node flushes what is buffered right after this event
    request.once('socket', () => {
      if (this.notAfter !== undefined && this.clock.machine() > this.notAfter) {
        this.late = true;
        request.destroy(new Error('too late to send'));
      } else {
        this.left = true;
      }
    });
    return request;
  };
}
