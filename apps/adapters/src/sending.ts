import { Injectable } from '@nestjs/common';
import { hasEffect } from '#enforcement/measure.js';
import { type InstitutionProfile, isCapable } from '#institutions/profile.js';
import { type Outcome } from '#messages/answers.js';
import { type RequestItem, type Task } from '#messages/requests.js';
import { asMachine, Clock } from '#platform/clocks.js';
import { Together } from '#platform/together.js';
import { Database, isAboutTheRows } from '#storage/database.js';
import {
  claimRightToSend,
  fenceAttempts,
  journalKey,
  type JournalLine,
  type NewLine,
} from '#storage/journal/exchange-journal.js';
import { Batches } from './batches.js';
import { type Counterparty } from './counterparties.js';
import { prepare, type Prepared, silent, unreadable } from './driver.js';
import { type Exchanged, ExchangeRecord } from './exchange-record.js';
import { asTold, outcomeOf } from './outcomes.js';

type Rights = ReadonlyMap<NewLine, 'granted' | JournalLine>;

/** Rights of messages that come at once are claimed together: a commit costs the same for one as for all. */
const CLAIM = { most: 200, pace: { leastMs: 3, mostMs: 20 }, isAboutAnItem: isAboutTheRows };

/** Sends requests, measures only by the right to send. Every item ends in an outcome; nothing is parked. */
@Injectable()
export class Sending {
  private readonly claiming = new Together(
    (lines: readonly NewLine[]) => claimRightToSend(this.database.steady, lines, this.clock.machine()),
    CLAIM,
  );
  private readonly batches: Batches;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly record: ExchangeRecord,
  ) {
    this.batches = new Batches(record, clock, (counterparty, item, prepared) => this.ask(counterparty, item, prepared));
  }

  /** Resolves when the outcome of every item is on the wire. */
  async send(counterparty: Counterparty, items: readonly RequestItem[]): Promise<void> {
    const once = [...new Map(items.map((item) => [journalKey(item), item])).values()];
    const ready = once.map((item) => ({ item, line: lineOf(counterparty, item), plan: this.plan(counterparty, item) }));
    const measures = ready.filter(({ item }) => hasEffect(item.task.measure));
    const linesOf = (some: typeof ready) => some.map(({ line }) => line);
    const toSend = linesOf(measures.filter(({ plan }) => 'call' in plan));
    const rights: Rights = toSend.length === 0 ? new Map() : await this.claiming.join(toSend);
    const heldBack = linesOf(measures.filter(({ plan }) => !('call' in plan)));
    const fences = await fenceAttempts(this.database, heldBack, this.clock.machine());
    await Promise.all(
      ready.map(async ({ item, line, plan }) => {
        const outcome =
          'call' in plan
            ? await this.carryOut(counterparty, item, line, plan, rights)
            : whatIsKnown(plan, fences.get(journalKey(line)));
        await this.record.tell(line, item.task.measure, outcome);
      }),
    );
  }

  /** What to send, or why nothing is sent. */
  private plan({ profile, driver, client }: Counterparty, item: RequestItem): Prepared | Outcome {
    const { task } = item;
    if (this.clock.machine() > asMachine(new Date(item.notAfter))) return silent('no', 'not_after');
    const prepared = prepare(driver, item);
    // control asks only for what the profile offers; where the two disagree, a person looks
    if (prepared === undefined || !isCapable(profile, task.measure) || exceeds(task, profile)) {
      return unreadable('not_offered');
    }
    return client.breakerState() === 'open' ? silent('no', 'breaker_open') : prepared;
  }

  private async carryOut(
    counterparty: Counterparty,
    item: RequestItem,
    line: NewLine,
    prepared: Prepared,
    rights: Rights,
  ): Promise<Outcome> {
    if (!hasEffect(item.task.measure)) {
      const exchanged = await this.exchange(counterparty, item, prepared);
      const told = asTold(exchanged.outcome);
      await this.record.keepInquiry(line, { ...told, raw: told.raw ?? exchanged.raw });
      return told.outcome;
    }
    const right = rights.get(line);
    if (right === 'granted') return this.record.keepMeasure(line, await this.exchange(counterparty, item, prepared));
    return (right && outcomeOf(right)) ?? alreadySent();
  }

  private exchange(counterparty: Counterparty, item: RequestItem, prepared: Prepared): Promise<Exchanged> {
    const batching = this.batches.of(counterparty, item.task.measure);
    if (batching !== undefined) return batching.join(item, prepared);
    return counterparty.lane.run(() => this.ask(counterparty, item, prepared), hasEffect(item.task.measure));
  }

  /** One request, one call, inside a slot of the lane. */
  private async ask({ profile, client }: Counterparty, item: RequestItem, prepared: Prepared): Promise<Exchanged> {
    const notAfter = asMachine(new Date(item.notAfter));
    const { reading, raw } = await this.record.timed(profile.code, item.task.measure, () =>
      client.ask({ ...prepared, notAfter }),
    );
    return { outcome: reading, raw };
  }
}

/**
 * That *we* do not send a measure proves nothing: the message may have come to another process before, which sent it and died. `no` is told
 * only when the attempt is fenced, so that nobody who has the same message can send it afterwards either.
 */
function whatIsKnown(plan: Outcome, fence: 'fenced' | JournalLine | undefined): Outcome {
  if (fence === undefined || fence === 'fenced') return plan;
  return outcomeOf(fence) ?? alreadySent();
}

/** Somebody may be sending it at this moment, or died doing so: control ascertains it. */
const alreadySent = () => silent('maybe', 'already_sent');

function lineOf({ profile }: Counterparty, item: RequestItem): NewLine {
  return { requestId: item.requestId, attempt: item.attempt, caseId: item.caseId, institution: profile.code };
}

/** A partial release or a freeze of the whole account, where the institution does only whole releases or amounts. */
function exceeds(task: Task, profile: InstitutionProfile): boolean {
  if (task.measure === 'release') return (task.amountFen ?? task.keepFen) !== undefined && !profile.partialRelease;
  return task.measure === 'freeze' && task.wholeAccount === true && !profile.wholeAccount;
}
