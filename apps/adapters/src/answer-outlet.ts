import { Injectable } from '@nestjs/common';
import { laneOf } from '#enforcement/case-lanes.js';
import { type AnswersMessage, type CaseAnswerItem } from '#messages/answers.js';
import { ANSWERS } from '#messages/topics.js';
import { correlationId } from '#platform/correlation.js';
import { paceAfter } from '#platform/pace.js';
import { type Outgoing, Wire } from '#wire/wire.js';
import { asTold } from './outcomes.js';

/** Long enough to join what was brought back meanwhile, too short for anybody to see. */
const LINGER = { leastMs: 3, mostMs: 20 };
/** A batch call brings hundreds of answers at once, some of them long, and a broker takes no message of any size. */
const MOST_ITEMS = 64;
const MOST_CHARACTERS = 100_000;

interface Waiting {
  readonly item: CaseAnswerItem;
  readonly correlationId: string | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Outcomes on their way to control, many in one message. */
@Injectable()
export class AnswerOutlet {
  private waiting: Waiting[] = [];
  private lastLeft = 0;

  constructor(private readonly wire: Wire) {}

  /** Resolves when the broker has it. Rejects when it may not: then it is given in again. */
  async publish(item: CaseAnswerItem): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      // one that no broker takes would keep all that leave with it from leaving
      const fitting = { ...item, outcome: asTold(item.outcome).outcome };
      this.waiting.push({ item: fitting, correlationId: correlationId(), resolve, reject });
      if (this.waiting.length === 1) setTimeout(() => void this.flush(), paceAfter(this.lastLeft, LINGER));
    });
  }

  private async flush(): Promise<void> {
    const leaving = this.waiting;
    this.waiting = [];
    this.lastLeft = leaving.length;
    const lanes = Map.groupBy(leaving, ({ item }) => laneOf(item.caseId));
    const messages = [...lanes].flatMap(([lane, ofLane]) => portions(ofLane).map((portion) => messageOf(lane, portion)));
    try {
      await this.wire.publish(ANSWERS, messages);
      for (const one of leaving) one.resolve();
    } catch (error) {
      for (const one of leaving) one.reject(error);
    }
  }
}

function messageOf(lane: number, portion: readonly Waiting[]): Outgoing {
  const ids = new Set(portion.map((one) => one.correlationId));
  // answers of several origins get no id of one of them
  const id = ids.size === 1 ? portion[0]?.correlationId : undefined;
  const value: AnswersMessage = { type: 'answers', version: 2, items: portion.map(({ item }) => item) };
  return {
    key: portion[0]?.item.caseId ?? '',
    lane,
    value,
    ...(id !== undefined && { correlationId: id }),
  };
}

function portions(waiting: readonly Waiting[]): Waiting[][] {
  const all: Waiting[][] = [];
  let characters = 0;
  for (const one of waiting) {
    const last = all.at(-1);
    const own = lengthOf(one.item);
    if (last === undefined || last.length >= MOST_ITEMS || characters + own > MOST_CHARACTERS) {
      all.push([one]);
      characters = own;
    } else {
      last.push(one);
      characters += own;
    }
  }
  return all;
}

/** Of those with a list within the length as written; the others are short and of one kind. */
function lengthOf(item: CaseAnswerItem): number {
  const { outcome } = item;
  const isLong = outcome.kind === 'final' && (outcome.accounts !== undefined || outcome.assets !== undefined);
  return isLong ? JSON.stringify(item).length : 1_000;
}
