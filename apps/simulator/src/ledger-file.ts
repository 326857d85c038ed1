import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Append-only JSON lines. `append` returns at once; `synced` resolves when everything appended so far is on disk.
 * Whatever is appended while one fsync runs goes with the next one, so thousands of answers share few fsyncs.
 */
export class LedgerFile<Line> {
  private waiting: string[] = [];
  /** Of what waits now, and of what is on its way to the disk. */
  private next = Promise.withResolvers<void>();
  private current: Promise<void> = Promise.resolve();
  private flushing = false;

  private constructor(
    private readonly handle: FileHandle,
    readonly lines: Line[],
  ) {}

  static async open<Line>(path: string): Promise<LedgerFile<Line>> {
    mkdirSync(dirname(path), { recursive: true });
    const lines = readLines<Line>(path);
    return new LedgerFile<Line>(await open(path, 'a'), lines);
  }

  append(line: Line): void {
    this.waiting.push(JSON.stringify(line));
    if (this.flushing) return;
    this.flushing = true;
    // Lets the rest of this turn of the event loop join the batch.
    setImmediate(() => void this.flush());
  }

  synced(): Promise<void> {
    return this.waiting.length > 0 ? this.next.promise : this.current;
  }

  async close(): Promise<void> {
    await this.synced();
    await this.handle.close();
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const { promise, resolve, reject } = this.next;
      const batch = this.waiting;
      this.waiting = [];
      this.next = Promise.withResolvers<void>();
      this.current = promise;
      // Whoever waits sees the failure; nobody waiting must not end the process as an unhandled rejection.
      promise.catch(() => undefined);
      try {
        await this.handle.appendFile(`${batch.join('\n')}\n`);
        await this.handle.datasync();
        resolve();
      } catch (error) {
        // Lines may be missing from the file now: this ledger answers nobody any more. `flushing` stays set.
        reject(error);
        this.current = promise;
        this.next.promise.catch(() => undefined);
        this.next.reject(error);
        return;
      }
    }
    this.flushing = false;
  }
}

/** A last line without its newline was never answered for (the process died while writing): it is cut off. */
function readLines<Line>(path: string): Line[] {
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const end = text.lastIndexOf('\n') + 1;
  if (end < text.length) truncateSync(path, end);
  const whole = text.subarray(0, end).toString('utf8');
  return whole === ''
    ? []
    : whole
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
}
