import { Injectable } from '@nestjs/common';
import { hasEffect } from '#enforcement/measure.js';
import { type Outcome } from '#messages/answers.js';
import { type AscertainItem } from '#messages/requests.js';
import { Clock } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { fenceAttempts, findLines, journalKey, type JournalLine, type NewLine } from '#storage/journal/exchange-journal.js';
import { type Counterparty } from './counterparties.js';
import { type Reply, silent } from './driver.js';
import { type Exchanged, ExchangeRecord } from './exchange-record.js';
import { outcomeOf } from './outcomes.js';

type Known = 'fenced' | JournalLine | undefined;

/** Finds out what became of an attempt: the journal first, then the institution, by our reference. Nothing is ever sent anew here. */
@Injectable()
export class Ascertaining {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly record: ExchangeRecord,
  ) {}

  /** Resolves when the outcome of every item is on the wire. */
  async ascertain(counterparty: Counterparty, items: readonly AscertainItem[]): Promise<void> {
    const lines = new Map(items.map((item) => [item, lineOf(counterparty, item)]));
    const known = await this.known(items, lines);
    await Promise.all(
      [...lines].map(async ([item, line]) => {
        const outcome = await this.outcomeOf(counterparty, item, line, known.get(journalKey(line)));
        await this.record.tell(line, item.measure, outcome);
      }),
    );
  }

  /** An attempt of a measure without a line is fenced: who wakes up with it later is not granted it. */
  private async known(items: readonly AscertainItem[], lines: ReadonlyMap<AscertainItem, NewLine>): Promise<Map<string, Known>> {
    const pick = (wanted: (item: AscertainItem) => boolean) =>
      items.filter((item) => item.position !== true && wanted(item)).flatMap((item) => lines.get(item) ?? []);
    const measures = pick((item) => hasEffect(item.measure));
    const inquiries = pick((item) => !hasEffect(item.measure));
    const known = new Map<string, Known>(await fenceAttempts(this.database, measures, this.clock.machine()));
    for (const line of await findLines(this.database, inquiries)) known.set(journalKey(line), line);
    return known;
  }

  private async outcomeOf(counterparty: Counterparty, item: AscertainItem, line: NewLine, known: Known): Promise<Outcome> {
    if (item.position === true) return this.position(counterparty, item);
    if (known === 'fenced') return silent('no', 'voided');
    const kept = known && outcomeOf(known);
    if (kept?.kind === 'final' || (kept?.kind === 'silent' && kept.reached === 'no')) return kept;
    const asked = await this.ask(counterparty, item, (reply) => counterparty.driver.status.read(reply, item));
    const { outcome } = asked;
    if (hasEffect(item.measure)) {
      // "no" here means that the question did not arrive; of the measure it says nothing
      if (outcome.kind === 'silent') return silent('maybe', outcome.cause);
      return outcome.kind === 'unknown' ? outcome : this.record.keepMeasure(line, asked);
    }
    // an inquiry may be asked again without harm
    if (outcome.kind === 'silent') return silent('no', outcome.cause);
    if (outcome.kind === 'unknown') return silent('no', 'unknown_there');
    return known === undefined ? outcome : this.record.keepMeasure(line, asked);
  }

  private async position(counterparty: Counterparty, item: AscertainItem): Promise<Outcome> {
    const read = counterparty.driver.status.readPosition;
    if (read === undefined) return silent('no', 'not_offered');
    return (await this.ask(counterparty, item, (reply) => read(reply, item))).outcome;
  }

  private async ask(
    { profile, driver, client, lane }: Counterparty,
    item: AscertainItem,
    read: (reply: Reply) => Outcome,
  ): Promise<Exchanged> {
    const call = driver.status.call(item);
    if (call === undefined) return { outcome: silent('maybe', 'question_incomplete'), raw: undefined };
    const ask = () => this.record.timed(profile.code, 'status', () => client.ask({ call, read }));
    // it is about a measure, and waits as little as one
    const { reading, raw } = await lane.run(ask, true);
    return { outcome: reading, raw };
  }
}

function lineOf({ profile }: Counterparty, item: AscertainItem): NewLine {
  return { requestId: item.requestId, attempt: item.attempt, caseId: item.caseId, institution: profile.code };
}
