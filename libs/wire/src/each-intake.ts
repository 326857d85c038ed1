import { type Held } from './handling.js';
import { PartitionIntake } from './partition-intake.js';
import { backOff, pause } from './pause.js';

interface Lane {
  readonly waiting: Held[];
  running: number;
}

/** A lane per key: keys run side by side, a key keeps its order, and one that waits or is tried again holds up only itself. */
export class EachIntake extends PartitionIntake {
  private readonly lanes = new Map<string, Lane>();
  private readonly running = new Set<Promise<void>>();

  protected accept(held: Held): void {
    const lane = this.lanes.get(held.key) ?? { waiting: [], running: 0 };
    this.lanes.set(held.key, lane);
    lane.waiting.push(held);
    if (lane.running < this.width()) this.open(held.key, lane);
  }

  protected idle(): Promise<unknown> {
    return Promise.all(this.running);
  }

  private width(): number {
    const { mode } = this.handling.consumption;
    return mode.mode === 'each' ? (mode.inFlightPerKey ?? 1) : 1;
  }

  private open(key: string, lane: Lane): void {
    lane.running += 1;
    const work = this.work(key, lane);
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  private async work(key: string, lane: Lane): Promise<void> {
    // Let the whole fetch be taken in before the first handler runs.
    await Promise.resolve();
    // Looked at once more right before the lane closes: a message accepted in between would wait for nobody.
    while (lane.waiting.length > 0 && !this.stopping.signal.aborted) await this.drain(lane);
    lane.running -= 1;
    if (lane.running === 0) this.lanes.delete(key);
  }

  private async drain(lane: Lane): Promise<void> {
    for (let held = lane.waiting.shift(); held !== undefined && !this.stopping.signal.aborted; held = lane.waiting.shift()) {
      while (!(await this.handling.each(this.partition, held).catch(() => false))) {
        held.attempts += 1;
        await pause(backOff(held.attempts), this.stopping.signal);
        if (this.stopping.signal.aborted) return;
      }
      this.settled(held);
    }
  }
}
