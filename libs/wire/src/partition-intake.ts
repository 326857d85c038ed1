import { type Handling, type Held, type RawMessage } from './handling.js';
import { Watermark } from './watermark.js';

export interface IntakeEvents {
  /** The position moved: something may be committed. */
  readonly moved: () => void;
  /** It was full and has room again. */
  readonly room: () => void;
}

const maxHeld = 2_000;
const maxHeldBytes = 4 * 1024 * 1024;
// A key that never settles keeps the position; beyond this span its partition waits for it, so that a crash repeats no more than that.
const maxSpan = 100_000;

/**
 * One partition, from taking messages in to settling them: bounded in memory, and the only place that knows what may be committed.
 * `each` and `batch` differ only in how they work through what was taken.
 */
export abstract class PartitionIntake {
  protected readonly stopping = new AbortController();
  private readonly watermark = new Watermark();
  private held = 0;
  private heldBytes = 0;
  private wasFull = false;
  private highWatermark = 0;

  constructor(
    readonly partition: number,
    protected readonly handling: Handling,
    private readonly events: IntakeEvents,
  ) {}

  take(messages: readonly RawMessage[], highWatermark: number): void {
    this.highWatermark = highWatermark;
    if (this.stopping.signal.aborted) return;
    for (const message of messages) {
      if (!this.watermark.take(message.offset)) continue;
      this.held += 1;
      this.heldBytes += message.value?.length ?? 0;
      this.accept({ ...message, attempts: 0 });
    }
    this.wasFull = this.full();
  }

  full(): boolean {
    return this.held >= maxHeld || this.heldBytes >= maxHeldBytes || this.watermark.span() >= maxSpan;
  }

  position(): number | undefined {
    return this.watermark.position();
  }

  get topic(): string {
    return this.handling.topic;
  }

  lag(): number {
    return Math.max(0, this.highWatermark - (this.position() ?? this.highWatermark));
  }

  /** Starts nothing more; resolves when what its handler has in hand is back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.idle();
  }

  protected abstract accept(held: Held): void;
  protected abstract idle(): Promise<unknown>;

  protected settled(held: Held): void {
    this.watermark.settle(held.offset);
    this.held -= 1;
    this.heldBytes -= held.value?.length ?? 0;
    this.events.moved();
    if (this.wasFull && this.held <= maxHeld / 2 && this.heldBytes <= maxHeldBytes / 2 && !this.full()) {
      this.wasFull = false;
      this.events.room();
    }
  }
}
