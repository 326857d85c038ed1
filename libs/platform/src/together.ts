import { setTimeout as sleep } from 'node:timers/promises';
import { correlationId, withCorrelation } from './correlation.js';
import { type Pace, paceAfter } from './pace.js';

interface Caller<T, R> {
  readonly items: readonly T[];
  readonly correlationId: string | undefined;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupLimits {
  readonly most: number;
  readonly pace: Pace;
  /** Is an item of the group to blame? Then each caller is carried alone, so that nobody pays for another's item. */
  readonly isAboutAnItem?: (error: unknown) => boolean;
}

/**
 * Group commit: one piece of work at a time, none within the pace of the last one's beginning, and what callers bring meanwhile goes
 * together in the next. A transaction costs nearly the same for one item as for a hundred, so the busier it gets the less each costs.
 * Callers share what became of their group.
 */
export class Together<T, R> {
  private waiting: Caller<T, R>[] = [];
  private isWorking = false;

  constructor(
    private readonly work: (items: readonly T[]) => Promise<R>,
    private readonly limits: GroupLimits,
  ) {}

  join(items: readonly T[]): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ items, correlationId: correlationId(), resolve, reject });
      if (!this.isWorking) void this.workThrough();
    });
  }

  private async workThrough(): Promise<void> {
    this.isWorking = true;
    // what this turn brings comes along
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.next();
      const items = group.reduce((sum, caller) => sum + caller.items.length, 0);
      const next = sleep(paceAfter(items, this.limits.pace));
      await this.carry(group);
      await next;
    }
    this.isWorking = false;
  }

  private next(): Caller<T, R>[] {
    let items = 0;
    const end = this.waiting.findIndex((caller, index) => (items += caller.items.length) > this.limits.most && index > 0);
    return this.waiting.splice(0, end === -1 ? this.waiting.length : end);
  }

  private async carry(group: readonly Caller<T, R>[]): Promise<void> {
    const origins = new Set(group.map((caller) => caller.correlationId));
    // a group of several origins gets an id of its own
    const id = origins.size === 1 ? group[0]?.correlationId : undefined;
    try {
      const result = await withCorrelation(id, () => this.work(group.flatMap((caller) => caller.items)));
      for (const caller of group) caller.resolve(result);
    } catch (error) {
      if (group.length > 1 && this.limits.isAboutAnItem?.(error) === true) {
        for (const caller of group) await this.carry([caller]);
      } else {
        for (const caller of group) caller.reject(error);
      }
    }
  }
}
