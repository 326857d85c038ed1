import { type Logger } from '#platform/logger.js';

/**
 * A loop that runs `work` again and again: at once after `poke`, but never twice within `paceMs` of the last, else after the pause `work` asks for.
 * A throw is logged and followed by a pause; `stop` waits for the round under way.
 */
export class Repeat {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private poked = false;
  private begun = -Infinity;
  private stopped = false;

  constructor(
    private readonly name: string,
    private readonly work: () => Promise<number>,
    private readonly logger: Logger,
    private readonly paceMs = () => 0,
  ) {}

  start(): void {
    this.schedule(0);
  }

  poke(): void {
    this.poked = true;
    if (this.running === undefined) this.schedule(this.paceLeft());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(pauseMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.running = this.round();
    }, pauseMs);
  }

  private paceLeft(): number {
    return Math.max(0, this.begun + this.paceMs() - performance.now());
  }

  private async round(): Promise<void> {
    this.poked = false;
    this.begun = performance.now();
    let pauseMs = 1_000;
    try {
      pauseMs = await this.work();
    } catch (error) {
      this.logger.warn({ err: error, loop: this.name }, 'round failed; trying again');
    }
    this.running = undefined;
    this.schedule(this.poked ? this.paceLeft() : pauseMs);
  }
}
