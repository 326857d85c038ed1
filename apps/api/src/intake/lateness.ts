import { monitorEventLoopDelay } from 'node:perf_hooks';

const LOOK_EVERY_MS = 250;
const RESOLUTION_MS = 10;

/** How late this process comes to what it has to do: the mean delay of its timers over the last quarter of a second. */
export class Lateness {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly timer: NodeJS.Timeout;
  private latest = 0;

  constructor() {
    this.delays.enable();
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  ms(): number {
    return this.latest;
  }

  stop(): void {
    clearInterval(this.timer);
    this.delays.disable();
  }

  private look(): void {
    const mean = this.delays.mean / 1e6 - RESOLUTION_MS;
    this.latest = Number.isFinite(mean) ? Math.max(0, mean) : 0;
    this.delays.reset();
  }
}
