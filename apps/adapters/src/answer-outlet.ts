import { Injectable } from '@nestjs/common';
import { type AnswerItem } from '#messages/answers.js';
import { ANSWERS } from '#messages/topics.js';
import { correlationId } from '#platform/correlation.js';
import { paceAfter } from '#platform/pace.js';
import { Wire } from '#wire/wire.js';

/** Long enough to join what was brought back for a case, too short for anybody to see. */
const LINGER = { leastMs: 3, mostMs: 20 };
/** A batch call may bring hundreds of answers of one case, and a broker takes no message of any size. */
const MOST_ITEMS = 32;

interface Waiting {
  readonly caseId: string;
  readonly item: AnswerItem;
  readonly correlationId: string | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Outcomes on their way to control, those of one case in one message. */
@Injectable()
export class AnswerOutlet {
  private waiting: Waiting[] = [];
  private lastLeft = 0;

  constructor(private readonly wire: Wire) {}

  /** Resolves when the broker has it. Rejects when it may not: then it is given in again. */
  async publish(caseId: string, item: AnswerItem): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ caseId, item, correlationId: correlationId(), resolve, reject });
      if (this.waiting.length === 1) setTimeout(() => void this.flush(), paceAfter(this.lastLeft, LINGER));
    });
  }

  private async flush(): Promise<void> {
    const leaving = this.waiting;
    this.waiting = [];
    this.lastLeft = leaving.length;
    const messages = [...Map.groupBy(leaving, (one) => one.caseId)].flatMap(inPortions).map(([caseId, ofCase]) => {
      const id = ofCase.find((one) => one.correlationId !== undefined)?.correlationId;
      return {
        key: caseId,
        value: { type: 'answers', version: 1, caseId, items: ofCase.map((one) => one.item) },
        ...(id !== undefined && { correlationId: id }),
      };
    });
    try {
      await this.wire.publish(ANSWERS, messages);
      for (const one of leaving) one.resolve();
    } catch (error) {
      for (const one of leaving) one.reject(error);
    }
  }
}

function inPortions([caseId, ofCase]: [string, readonly Waiting[]]): [string, readonly Waiting[]][] {
  if (ofCase.length <= MOST_ITEMS) return [[caseId, ofCase]];
  const count = Math.ceil(ofCase.length / MOST_ITEMS);
  return Array.from({ length: count }, (_, at) => [caseId, ofCase.slice(at * MOST_ITEMS, (at + 1) * MOST_ITEMS)]);
}
