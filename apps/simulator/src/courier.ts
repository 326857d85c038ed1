import { type Logger } from '#platform/logger.js';
import { type Counterparty, type Notice } from './counterparty.js';

const AT_ONCE = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

interface Trying {
  tries: number;
  nextAt: number;
}

/** Brings an institution's notices to the court and repeats each until the court answers 2xx; what is undelivered survives a restart. */
export class Courier {
  private readonly trying = new Map<string, Trying>();
  private underWay = 0;

  constructor(
    private readonly from: Counterparty,
    private readonly url: string,
    private readonly token: string,
    private readonly logger: Logger,
  ) {}

  /** Called often; starts what is due. */
  tick(nowMs: number): void {
    for (const notice of this.from.undelivered.values()) {
      if (this.underWay >= AT_ONCE) return;
      const state = this.trying.get(notice.noticeId) ?? { tries: 0, nextAt: 0 };
      if (state.nextAt > nowMs) continue;
      this.underWay += 1;
      const tries = state.tries + 1;
      this.trying.set(notice.noticeId, { tries, nextAt: Infinity });
      const nextAt = nowMs + Math.min(FIRST_WAIT_MS * 2 ** Math.min(state.tries, 10), LONGEST_WAIT_MS);
      void this.deliver(notice, tries).then((delivered) => {
        this.underWay -= 1;
        if (delivered) this.trying.delete(notice.noticeId);
        else this.trying.set(notice.noticeId, { tries, nextAt });
      });
    }
  }

  private async deliver(notice: Notice, tries: number): Promise<boolean> {
    try {
      // An answer must not leave before it is in the books, by notice neither.
      await this.from.synced();
      const response = await fetch(`${this.url}/notices/${notice.kind}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
        body: JSON.stringify({ institution: this.from.options.code, noticeId: notice.noticeId, [notice.kind]: notice.items }),
        signal: AbortSignal.timeout(10_000),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`the court answered ${response.status}`);
      this.from.record({ act: 'delivered', noticeId: notice.noticeId, tries });
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      if (tries === 1)
        this.logger.warn({ institution: this.from.options.code, reason }, 'notice not delivered, will be repeated');
      return false;
    }
  }
}
