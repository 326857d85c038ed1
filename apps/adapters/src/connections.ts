import { buildConnector, Client, type Dispatcher } from 'undici';

/** So many are kept though nobody uses them, over all institutions: a burst to thousands would else leave ten thousand behind. */
const MOST_IDLE = 1_024;
/** One for all: undici makes one for each connection it closes, and writing down where it came from costs half as much as to connect. */
const NOT_NEEDED = new Error('nobody uses this connection');
/** The longest idle comes first. */
const idle = new Map<Client, Connections>();

/** What of a dispatcher a departure needs. */
export type Way = Pick<Dispatcher, 'dispatch'>;

/**
 * The kept connections to one institution: as many as its lane has under way at once, one request on each. undici's own pool reserves
 * 16 KB of queue per institution and keeps what belongs to a connection after it was closed; with four thousand institutions that is
 * most of a process. Nothing queues here, since the lane is the queue, and what was closed is forgotten.
 */
export class Connections implements Way {
  private readonly connect: buildConnector.connector;
  private readonly all = new Set<Client>();
  private readonly free: Client[] = [];
  private isOver = false;

  constructor(
    private readonly origin: string,
    connectMs: number,
    private readonly options: Client.Options,
    private readonly mostIdle = MOST_IDLE,
  ) {
    this.connect = buildConnector({ timeout: connectMs, allowH2: false });
  }

  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (this.isOver) throw new Error('the connections were closed');
    // the one used last: what is not needed any more falls silent and is closed
    const client = this.free.pop() ?? this.open();
    idle.delete(client);
    const isFree = client.dispatch(request, handler);
    if (isFree) this.giveBack(client);
    return isFree;
  }

  hasFree(): boolean {
    return this.free.length > 0;
  }

  kept(): number {
    return this.all.size;
  }

  async destroy(): Promise<void> {
    this.isOver = true;
    for (const client of this.all) idle.delete(client);
    await Promise.all([...this.all].map((client) => client.destroy()));
  }

  private open(): Client {
    // over HTTP/2 a request is queued in a session, and undici sends a refused stream again by itself: neither may happen to a measure
    const client = new Client(this.origin, { ...this.options, pipelining: 1, allowH2: false, connect: this.connect });
    this.all.add(client);
    client.on('drain', () => this.giveBack(client));
    client.on('disconnect', () => void this.forget(client));
    client.on('connectionError', () => void this.forget(client));
    return client;
  }

  private giveBack(client: Client): void {
    if (client.closed || client.destroyed || this.isOver || this.free.includes(client)) return;
    this.free.push(client);
    idle.set(client, this);
    if (idle.size <= this.mostIdle) return;
    const [longest] = idle;
    if (longest !== undefined) longest[1].drop(longest[0]);
  }

  /** Nothing is under way on it. */
  private drop(client: Client): void {
    this.takeOut(client);
    this.all.delete(client);
    void client.destroy(NOT_NEEDED);
  }

  /** Takes nothing new; a request that was given to it in the meantime still gets its connection. */
  private async forget(client: Client): Promise<void> {
    this.takeOut(client);
    if (client.closed || client.destroyed) return;
    await client.close();
    this.all.delete(client);
  }

  private takeOut(client: Client): void {
    idle.delete(client);
    const place = this.free.indexOf(client);
    if (place !== -1) this.free.splice(place, 1);
  }
}
