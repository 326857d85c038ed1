import { legalDay } from '#enforcement/watch/legal-day.js';
import { type Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { type Moment } from '#storage/events.js';
import { Repeat } from './repeat.js';

const EVERY_MS = 1_000;
const LOOK_AGAIN_MS = 60_000;

/** Looks when the legal day turns, and once a minute for what came since. */
export class DailyLook {
  private readonly loop: Repeat;
  private looked: { readonly day: string; readonly atMs: number } | undefined;

  constructor(
    name: string,
    private readonly clock: Clock,
    private readonly work: (day: string, at: Moment) => Promise<void>,
    logger: Logger,
  ) {
    this.loop = new Repeat(name, () => this.look().then(() => EVERY_MS), logger);
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async look(): Promise<void> {
    const at = { machine: this.clock.machine(), legal: this.clock.legal() };
    const day = legalDay(at.legal);
    if (this.looked?.day === day && at.machine.getTime() - this.looked.atMs < LOOK_AGAIN_MS) return;
    await this.work(day, at);
    this.looked = { day, atMs: at.machine.getTime() };
  }
}
