import { type Held } from './handling.js';
import { PartitionIntake } from './partition-intake.js';
import { backOff, pause } from './pause.js';

/**
 * One call at a time, as many messages as wait (up to `maxBatch`). A key that got `again` stands aside with everything behind it until
 * its pause is over, and the other keys go on; a throw says the handler itself is unwell, and the whole partition pauses.
 */
export class BatchIntake extends PartitionIntake {
  private fresh: Held[] = [];
  private aside = new Map<string, { readonly messages: Held[]; ready: boolean }>();
  private failures = 0;
  private working: Promise<void> | undefined;

  protected accept(held: Held): void {
    const aside = this.aside.get(held.key);
    if (aside === undefined) this.fresh.push(held);
    else aside.messages.push(held);
    this.wake();
  }

  protected idle(): Promise<unknown> {
    return this.working ?? Promise.resolve();
  }

  private wake(): void {
    this.working ??= this.work();
  }

  private async work(): Promise<void> {
    // Let the whole fetch be taken in before the first call.
    await Promise.resolve();
    for (let batch = this.next(); batch.length > 0 && !this.stopping.signal.aborted; batch = this.next()) {
      try {
        this.pass(batch, await this.handling.batch(this.partition, batch));
        this.failures = 0;
      } catch {
        for (const held of batch) held.attempts += 1;
        this.fresh = [...batch, ...this.fresh];
        this.failures += 1;
        await pause(backOff(this.failures), this.stopping.signal);
      }
    }
    // Here and not in a callback: a message accepted in between would wait for nobody.
    this.working = undefined;
  }

  private next(): Held[] {
    const { mode } = this.handling.consumption;
    for (const [key, { messages, ready }] of this.aside) {
      if (!ready) continue;
      this.aside.delete(key);
      this.fresh = [...messages, ...this.fresh];
    }
    return this.fresh.splice(0, mode.mode === 'batch' ? (mode.maxBatch ?? 500) : 1);
  }

  private pass(batch: readonly Held[], settled: readonly boolean[]): void {
    const again = new Map<string, Held[]>();
    for (const [index, held] of batch.entries()) {
      if (settled[index] === true) this.settled(held);
      else again.set(held.key, [...(again.get(held.key) ?? []), held]);
    }
    for (const [key, messages] of again) this.putAside(key, messages);
  }

  private putAside(key: string, again: Held[]): void {
    for (const held of again) held.attempts += 1;
    const behind = this.fresh.filter((held) => held.key === key);
    if (behind.length > 0) this.fresh = this.fresh.filter((held) => held.key !== key);
    const entry = { messages: [...again, ...behind], ready: false };
    this.aside.set(key, entry);
    void pause(backOff(again[0]?.attempts ?? 1), this.stopping.signal).then(() => {
      entry.ready = true;
      if (!this.stopping.signal.aborted) this.wake();
    });
  }
}
