import { type Logger } from '#platform/logger.js';
import { type Database } from './database.js';

/**
 * Hears NOTIFY and connects again when the server goes away. A notification is only a hint: whoever listens also looks by itself
 * from time to time, so that a lost one costs latency and nothing else. `heard` also runs after each reconnection.
 */
export class Listener {
  private client: Awaited<ReturnType<Database['listen']>> | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly channels: readonly string[],
    private readonly heard: (channel: string, payload: string) => void,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    if (this.stopped) return;
    try {
      const client = await this.database.listen(this.channels, this.heard);
      if (this.stopped) {
        await client.end();
        return;
      }
      this.client = client;
      client.once('error', () => this.again());
      client.once('end', () => this.again());
      for (const channel of this.channels) this.heard(channel, '');
    } catch (error) {
      this.logger.warn({ err: error }, 'cannot listen; trying again');
      this.again();
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    const client = this.client;
    this.client = undefined;
    client?.removeAllListeners();
    client?.on('error', () => undefined);
    await client?.end().catch(() => undefined);
  }

  private again(): void {
    this.client?.removeAllListeners();
    this.client?.on('error', () => undefined);
    this.client = undefined;
    if (!this.stopped) setTimeout(() => void this.start(), 500).unref();
  }
}
