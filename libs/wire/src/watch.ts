/** Notices that something which was heard of regularly has fallen silent. By the monotonic clock: a wall clock can be set back. */
export class Watch {
  private timer: NodeJS.Timeout | undefined;
  private onTooLong: () => void = () => undefined;

  constructor(private readonly longestMs: number) {}

  onSilence(act: () => void): void {
    this.onTooLong = act;
  }

  /** From the first time on, the next must come within the time. */
  heard(): void {
    if (this.timer === undefined) this.timer = setTimeout(() => this.onTooLong(), this.longestMs);
    else this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
