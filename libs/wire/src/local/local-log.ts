import { type RawMessage } from '../handling.js';
import { pause } from '../pause.js';

const maxMessages = 10_000;
const maxBytes = 16 * 1024 * 1024;

/** One partition in memory: messages from the slowest group's position on. */
export class LocalLog {
  private messages: RawMessage[] = [];
  private base = 0;
  private bytes = 0;
  private readonly positions = new Map<string, number>();
  private readonly waiting = new Set<AbortController>();

  get end(): number {
    return this.base + this.messages.length;
  }

  append(message: Omit<RawMessage, 'offset'>): void {
    this.messages.push({ ...message, offset: this.end });
    this.bytes += message.value?.length ?? 0;
    if (this.positions.size === 0 && this.full()) this.trim(this.base + 1);
  }

  /** A group that comes for the first time begins with the oldest message there is. */
  follow(group: string): void {
    if (!this.positions.has(group)) this.positions.set(group, this.base);
  }

  position(group: string): number {
    return this.positions.get(group) ?? this.base;
  }

  read(from: number, max: number): readonly RawMessage[] {
    const start = Math.max(0, from - this.base);
    return this.messages.slice(start, start + max);
  }

  commit(group: string, position: number): void {
    if (position <= this.position(group)) return;
    this.positions.set(group, position);
    this.trim(Math.min(...this.positions.values()));
  }

  /** False when there was none within the time. */
  async room(ms: number): Promise<boolean> {
    if (this.positions.size === 0 || !this.full()) return true;
    const free = new AbortController();
    this.waiting.add(free);
    await pause(ms, free.signal);
    this.waiting.delete(free);
    return !this.full();
  }

  private full(): boolean {
    return this.messages.length >= maxMessages || this.bytes >= maxBytes;
  }

  private trim(below: number): void {
    const gone = this.messages.splice(0, Math.max(0, below - this.base));
    this.base += gone.length;
    this.bytes -= gone.reduce((sum, message) => sum + (message.value?.length ?? 0), 0);
    if (!this.full()) for (const free of this.waiting) free.abort();
  }
}
