import { RecentCalls } from './recent-calls.js';

export type BreakerState = 'closed' | 'open' | 'half_open';

export interface BreakerLimits {
  /** Opens when more than this share of the calls of the window failed … */
  readonly errorThresholdPercentage: number;
  /** … but not before there were so many of them. */
  readonly volumeThreshold: number;
  readonly windowMs: number;
  /** How long it stays open before a trial is let through. */
  readonly resetTimeoutMs: number;
  /** A trial that has not come back by then is given up, and the next one is let through. */
  readonly longestTrialMs: number;
}

/**
 * Stops calling who does not answer, and tries again with one call at a time. A few hundred bytes and no timer while closed: there is one
 * for each of four thousand institutions, and a call passes through it every fraction of a millisecond.
 */
export class Breaker {
  state: BreakerState = 'closed';
  private readonly recent: RecentCalls;
  private trialEndsAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: BreakerLimits,
    /** Called with every change of the state. */
    private readonly changed: () => void,
  ) {
    this.recent = new RecentCalls(limits.windowMs);
  }

  /** Whether a call may leave now. Whoever was told so says how it ended: `succeed`, `fail`, or neither where that proves nothing. */
  admits(): boolean {
    if (this.state === 'open') return false;
    const now = performance.now();
    if (this.state === 'half_open') {
      if (now < this.trialEndsAt) return false;
      this.trialEndsAt = now + this.limits.longestTrialMs;
    }
    this.recent.begin(now);
    return true;
  }

  /** Somebody there answered, the trial or whoever was under way before it. */
  succeed(): void {
    if (this.state === 'half_open') this.change('closed');
  }

  fail(): void {
    const { calls, failures } = this.recent.fail(performance.now());
    const { volumeThreshold, errorThresholdPercentage } = this.limits;
    const isTooMuch = calls >= volumeThreshold && (failures / calls) * 100 > errorThresholdPercentage;
    if (isTooMuch || this.state === 'half_open') this.open();
  }

  open(): void {
    if (this.state !== 'open') this.change('open');
  }

  /** Of a process that ends: nothing is tried any more. */
  shutdown(): void {
    clearTimeout(this.timer);
  }

  private change(state: BreakerState): void {
    this.state = state;
    this.trialEndsAt = 0;
    clearTimeout(this.timer);
    if (state === 'open') this.timer = setTimeout(() => this.change('half_open'), this.limits.resetTimeoutMs).unref();
    this.changed();
  }
}
