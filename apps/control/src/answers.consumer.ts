import { Controller, Inject } from '@nestjs/common';
import { type AnswersMessage, answersIn, answersMessage } from '#messages/answers.js';
import { ANSWERS } from '#messages/topics.js';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { LOGGER } from '#platform/platform.module.js';
import { type CaseAnswer, type Recorded, recordAnswers, type StrangeAnswer } from '#storage/answers/record-answers.js';
import { Database, isAboutALock } from '#storage/database.js';
import { storeDeadLetter, storePoison } from '#storage/dead-letters/store-dead-letter.js';
import { Consume } from '#wire/consume.js';
import { type Received, type Verdict } from '#wire/wire.js';
import { Dispatcher } from './dispatcher.js';
import { recordHalving } from './halving.js';
import { Patiences } from './patience.js';
import { Stages } from './stages.js';
import { Together } from '#platform/together.js';

const MESSAGES_PER_PARTITION = 500;
/** One case somebody holds for long must not keep the answers of all others waiting. */
const GROUP = { most: 1_000, pace: { leastMs: 15, mostMs: 60 }, isAboutAnItem: isAboutALock };

/**
 * Answers of all partitions by batch: one transaction each; a batch that fails is halved until the single offender is found and laid
 * aside.
 */
@Controller()
export class AnswersConsumer {
  private readonly outcomes;
  private readonly together = new Together((answers: readonly CaseAnswer[]) => this.take(answers), GROUP);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly patiences: Patiences,
    private readonly dispatcher: Dispatcher,
    private readonly stages: Stages,
    metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.outcomes = metrics.counter('answers_total', 'Outcomes recorded, by institution and kind', ['institution', 'kind']);
  }

  @Consume(ANSWERS, answersMessage, { mode: 'batch', maxBatch: MESSAGES_PER_PARTITION })
  async record(messages: readonly Received<AnswersMessage>[]): Promise<readonly Verdict[]> {
    const answers: readonly CaseAnswer[] = messages.flatMap(({ value }) => answersIn(value));
    const verdict = await this.together.join(answers);
    return messages.map(() => verdict);
  }

  private async take(answers: readonly CaseAnswer[]): Promise<Verdict> {
    if (!(await this.stages.isOn('answers'))) return 'again';
    await recordHalving(
      answers,
      (some) => this.recordTogether(some),
      (answer, error) => this.bury(answer, error),
    );
    for (const { institution, outcome } of answers)
      this.outcomes.inc({ institution, kind: outcome.kind === 'final' ? outcome.outcome : outcome.kind });
    return 'done';
  }

  private async recordTogether(answers: readonly CaseAnswer[]): Promise<void> {
    const at = this.moment();
    const recorded = await this.database.steady.transaction((tx) =>
      recordAnswers(tx, answers, at, (institution) => this.patiences.of(institution)),
    );
    await this.layAside(recorded);
    this.logger.debug({ answers: answers.length, settled: recorded.settled }, 'answers recorded');
    this.dispatcher.freed(recorded.freed);
  }

  private async layAside({ strange }: Recorded): Promise<void> {
    for (const { answer, reason } of strange) {
      await storeDeadLetter(this.database, letterOf(answer, reason, describe(reason)), this.clock.machine());
    }
  }

  private moment() {
    return { machine: this.clock.machine(), legal: this.clock.legal() };
  }

  private async bury(answer: CaseAnswer, error: unknown): Promise<void> {
    const detail = error instanceof Error ? error.message : String(error);
    this.logger.error(
      { requestId: answer.requestId, institution: answer.institution, err: error },
      'an answer could not be recorded; laid aside',
    );
    await storePoison(this.database, letterOf(answer, 'not_recordable', detail), answer, this.moment());
  }
}

function letterOf(answer: CaseAnswer, reason: string, detail: string) {
  const payload = Buffer.from(JSON.stringify({ type: 'answers', version: 2, items: [answer] }));
  return { topic: ANSWERS, key: answer.caseId, payload, reason, detail };
}

function describe(reason: StrangeAnswer['reason']): string {
  return reason === 'unknown_request'
    ? 'No request has this id in this case.'
    : 'This institution was not asked; another one was.';
}
