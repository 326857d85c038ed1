import { Inject, Injectable } from '@nestjs/common';
import { type Measure, hasEffect } from '#enforcement/measure.js';
import { type Outcome } from '#messages/answers.js';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { LOGGER } from '#platform/platform.module.js';
import { Together } from '#platform/together.js';
import { Database, isAboutTheRows } from '#storage/database.js';
import { keepInquiries, type KeptInquiry, type NewLine, type Offer, storeOutcomes } from '#storage/journal/exchange-journal.js';
import { AnswerOutlet } from './answer-outlet.js';
import { parseOutcome, toTell } from './outcomes.js';

const ANSWER_SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

/** Outcomes that come at once are kept together: a commit costs the same for one as for all. */
const LARGE_BYTES = 64 * 1024;
const STORE = { most: 500, pace: { leastMs: 3, mostMs: 20 }, isAboutAnItem: isAboutTheRows };

export interface Exchanged {
  readonly outcome: Outcome;
  readonly raw: Buffer | undefined;
}

/** Where outcomes go: into the journal first, then to control, and into metrics and the log. */
@Injectable()
export class ExchangeRecord {
  private readonly storing = new Together(
    (offers: readonly Offer[]) => storeOutcomes(this.database.steady, offers, this.clock.machine()),
    STORE,
  );
  private readonly keeping = new Together(
    (inquiries: readonly KeptInquiry[]) => keepInquiries(this.database.steady, inquiries, this.clock.machine()),
    STORE,
  );
  private readonly seconds;
  private readonly outcomes;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outlet: AnswerOutlet,
    metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.seconds = metrics.histogram(
      'adapter_answer_seconds',
      'From sending to the answer, by institution and measure',
      ['institution', 'measure'],
      ANSWER_SECONDS,
    );
    this.outcomes = metrics.counter('adapter_outcomes_total', 'Outcomes, by institution and kind', ['institution', 'kind']);
  }

  async timed<T>(institution: string, measure: string, work: () => Promise<T>): Promise<T> {
    const stop = this.seconds.startTimer({ institution, measure });
    try {
      return await work();
    } finally {
      stop();
    }
  }

  /** Keeps the outcome of a measure; returns what to tell control. A journal that is away costs a status query later, not the answer. */
  async keepMeasure(line: NewLine, { outcome, raw }: Exchanged): Promise<Outcome> {
    const offer = { requestId: line.requestId, attempt: line.attempt, outcome, raw };
    try {
      const stored = (await this.store(offer)).get(offer);
      return stored === outcome ? outcome : toTell(parseOutcome(stored), outcome);
    } catch (error) {
      this.logger.error(
        { err: error, requestId: line.requestId, attempt: line.attempt },
        'outcome not in the journal; told all the same',
      );
      return outcome;
    }
  }

  // a page of megabytes instead of an answer goes alone: together with others it would not fit one statement
  private store(offer: Offer): Promise<Map<Offer, unknown>> {
    if ((offer.raw?.length ?? 0) <= LARGE_BYTES) return this.storing.join([offer]);
    return storeOutcomes(this.database, [offer], this.clock.machine());
  }

  /** An inquiry is kept only where something of it is still to come, or to be looked at. */
  async keepInquiry(line: NewLine, { outcome, raw }: Exchanged): Promise<void> {
    if (outcome.kind !== 'acknowledged' && outcome.kind !== 'unreadable') return;
    const inquiry = { line, outcome, raw };
    if ((raw?.length ?? 0) <= LARGE_BYTES) await this.keeping.join([inquiry]);
    else await keepInquiries(this.database, [inquiry], this.clock.machine());
  }

  /** The batch call was refused and its requests go one by one, or so many things in its reply fit no request: its operators should hear of it. */
  oddBatch(institution: string, facts: { readonly refused: string } | { readonly odd: number }): void {
    this.logger.warn({ institution, ...facts }, 'batch not as agreed');
  }

  /** Resolves when the outcome is on the wire. */
  async tell(line: NewLine, measure: Measure, outcome: Outcome): Promise<void> {
    const kind = outcome.kind === 'final' ? outcome.outcome : outcome.kind;
    this.outcomes.inc({ institution: line.institution, kind });
    this.logWhereAPersonMayAsk(line, measure, outcome);
    const { caseId, requestId, attempt, institution } = line;
    await this.outlet.publish({ caseId, requestId, attempt, institution, at: this.clock.machine().toISOString(), outcome });
  }

  private logWhereAPersonMayAsk({ requestId, attempt, institution }: NewLine, measure: Measure, outcome: Outcome): void {
    const facts = { requestId, attempt, institution, measure };
    if (outcome.kind === 'unreadable') this.logger.warn({ ...facts, cause: outcome.cause }, 'unreadable');
    if (!hasEffect(measure)) return;
    if (outcome.kind === 'silent' && outcome.reached === 'maybe') {
      this.logger.warn({ ...facts, cause: outcome.cause }, 'unconfirmed');
    }
    if (outcome.kind === 'final' && outcome.outcome === 'refused') {
      this.logger.info({ ...facts, code: outcome.reason?.code }, 'refused');
    }
  }
}
