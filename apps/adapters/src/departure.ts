import { type Dispatcher } from 'undici';
import { type Clock, type MachineTime } from '#platform/clocks.js';
import { type Way } from './connections.js';
import { type Reply } from './driver.js';

/** Nothing came in time; where the request waited for a connection, it never leaves. */
class TimedOut extends Error {
  readonly code = 'ETIMEDOUT';
}

/**
 * One request leaving this machine. Whether a byte may have left decides *no* or *maybe*, not an error code.
 * The clock is read in the tick that writes: a process stopped past its lease wakes up here, and sends nothing.
 */
export class Departure implements Dispatcher.DispatchHandler {
  /** A byte may have left. */
  left = false;
  /** Held back: `notAfter` had passed. */
  late = false;
  private readonly came: Buffer[] = [];
  private readonly arrived = Promise.withResolvers<Reply>();
  private controller: Dispatcher.DispatchController | undefined;
  private givenUp: Error | undefined;
  private timer: NodeJS.Timeout | undefined;
  private status = 0;
  private retryAfterMs: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly notAfter: MachineTime | undefined,
  ) {}

  /** Resolves with the whole reply; rejects when none came within `patienceMs`. */
  async through(way: Way, request: Dispatcher.DispatchOptions, patienceMs: number): Promise<Reply> {
    // no connection for what would not leave any more
    if (this.isLate()) throw this.tooLate();
    this.timer = setTimeout(() => this.giveUp(new TimedOut('no answer in time')), patienceMs);
    try {
      way.dispatch(request, this);
      return await this.arrived.promise;
    } finally {
      clearTimeout(this.timer);
    }
  }

  /** The connection stands; what is written follows in this very tick. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.left) {
      controller.abort(new Error('sent once already'));
    } else if (this.givenUp !== undefined) {
      controller.abort(this.givenUp);
    } else if (this.isLate()) {
      controller.abort(this.tooLate());
    } else {
      this.left = true;
    }
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    this.status = status;
    const retryAfterMs = Number(headers['retry-after']) * 1_000;
    if (Number.isSafeInteger(retryAfterMs)) this.retryAfterMs = retryAfterMs;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.came.push(chunk);
  }

  onResponseEnd(): void {
    const [only] = this.came;
    const body = this.came.length === 1 && only !== undefined ? only : Buffer.concat(this.came);
    const { status, retryAfterMs } = this;
    this.arrived.resolve({ status, body, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.arrived.reject(error);
  }

  private isLate(): boolean {
    return this.notAfter !== undefined && this.clock.machine() > this.notAfter;
  }

  private tooLate(): Error {
    this.late = true;
    return new Error('too late to send');
  }

  private giveUp(error: Error): void {
    this.givenUp = error;
    this.controller?.abort(error);
    this.arrived.reject(error);
  }
}
