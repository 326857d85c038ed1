import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const well = { mode: 'none' };

/**
 * A wire between two parts that can be spoilt. `nameOf(firstBytes)` says whose connection it is where several parts share a port. Modes:
 * latency (every piece is late by `delayMs`, order kept) · cut (reset, and nobody gets through) · half_open (what is said is swallowed, nobody is
 * told; connections of that time stay dead for ever, as behind a firewall that forgot them) · slow_close (the end of one side reaches the
 * other `delayMs` late) · straggle (who sends a PUT is reset at once, and the PUT arrives all the same, `delayMs` late).
 */
export class TcpProxy {
  #server;
  #links = new Set();
  #faults = new Map();
  #nameOf;
  /** What the faults did: name → { hit: connections, pieces }. */
  struck = new Map();

  constructor(name, nameOf = () => name) {
    this.#nameOf = nameOf;
  }

  async open(port, targetPort) {
    this.#server = net.createServer({ allowHalfOpen: true }, (client) => this.#accept(client, targetPort()));
    await new Promise((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve));
  }

  spoil(name, fault) {
    this.#faults.set(name, fault);
    this.struck.set(name, 0);
    for (const link of this.#links) {
      if (link.name !== name) continue;
      if (fault.mode === 'cut') this.#reset(link);
      if (fault.mode === 'half_open') link.dead = true;
    }
  }

  /** Returns how often the fault was felt. */
  mend(name) {
    this.#faults.delete(name);
    return this.struck.get(name) ?? 0;
  }

  close() {
    for (const link of this.#links) this.#reset(link);
    this.#server?.close();
  }

  #accept(client, targetPort) {
    const link = { name: undefined, client, server: undefined, dead: false };
    this.#links.add(link);
    for (const event of ['error', 'close']) client.on(event, () => this.#gone(link));
    const begin = (first) => {
      link.name = this.#nameOf(first);
      const { mode } = this.#fault(link);
      if (mode === 'cut') return this.#strike(link, () => this.#reset(link));
      if (mode === 'half_open') link.dead = true;
      link.server = net.connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
      for (const event of ['error', 'close']) link.server.on(event, () => this.#gone(link));
      this.#carry(link, client, link.server, first);
      this.#carry(link, link.server, client);
    };
    // Who shares a port is known by the first thing it says; in PostgreSQL's and HTTP's talk too it is the client who begins.
    client.once('data', begin);
    client.once('end', () => link.server === undefined && this.#reset(link));
  }

  #carry(link, from, to, first) {
    let before = Promise.resolve();
    const pass = (piece) => {
      const { mode, delayMs } = this.#fault(link);
      if (link.dead) return this.#strike(link, () => {});
      if (mode === 'straggle' && from === link.client && isPut(piece))
        return this.#strike(link, () => this.#arriveLate(link, piece, delayMs));
      if (mode !== 'latency') {
        before = before.then(() => write(to, piece));
        return undefined;
      }
      this.#strike(link, () => {});
      const due = performance.now() + delayMs;
      before = before.then(async () => {
        await sleep(Math.max(0, due - performance.now()));
        return write(to, piece);
      });
      return undefined;
    };
    if (first) pass(first);
    from.on('data', (piece) => pass(piece));
    from.on('end', () => {
      if (link.dead) return;
      const { mode, delayMs } = this.#fault(link);
      if (mode === 'slow_close') this.#strike(link, () => {});
      before = before.then(async () => {
        if (mode === 'slow_close') await sleep(delayMs);
        if (!to.destroyed) to.end();
      });
    });
  }

  /** The other side reads it when nobody waits for its answer any longer. */
  #arriveLate(link, piece, delayMs) {
    this.#links.delete(link);
    link.dead = true;
    link.client.resetAndDestroy();
    setTimeout(() => write(link.server, piece), delayMs).unref();
    setTimeout(() => link.server.destroy(), delayMs + 5000).unref();
  }

  #fault(link) {
    return this.#faults.get(link.name) ?? well;
  }

  #strike(link, deed) {
    this.struck.set(link.name, (this.struck.get(link.name) ?? 0) + 1);
    deed();
  }

  #reset(link) {
    this.#links.delete(link);
    for (const socket of [link.client, link.server]) if (socket && !socket.destroyed) socket.resetAndDestroy();
  }

  /** One side is gone without a word: the other hears of it at once, unless the wire is dead. */
  #gone(link) {
    if (!this.#links.has(link) || link.dead) return;
    const sides = [link.client, link.server].filter(Boolean);
    if (sides.some((socket) => socket.errored)) this.#reset(link);
    else if (sides.every((socket) => socket.destroyed)) this.#links.delete(link);
    else if (!link.server) this.#links.delete(link);
    else if (this.#fault(link).mode !== 'slow_close') for (const socket of sides) if (!socket.destroyed) socket.end();
  }
}

function write(socket, piece) {
  if (socket.destroyed || socket.writableEnded) return undefined;
  return new Promise((resolve) => socket.write(piece, () => resolve()));
}

const isPut = (piece) => piece.subarray(0, 4).toString('latin1') === 'PUT ';

/** Who speaks on a Kafka connection: size, key, version, correlation, then the client's id. */
export function kafkaClientOf(first) {
  if (first.length < 14) return 'unknown';
  const length = first.readInt16BE(12);
  return length > 0 ? first.subarray(14, 14 + length).toString('utf8') : 'unknown';
}
