import { Controller, Inject } from '@nestjs/common';
import { hasEffect } from '#enforcement/measure.js';
import { batchOf } from '#institutions/profile.js';
import { type RequestsMessage, requestsMessage } from '#messages/requests.js';
import { GROUPS, requestsTopic } from '#messages/topics.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { sqlState } from '#storage/database.js';
import { Consume } from '#wire/consume.js';
import { dead, type Received, type Verdict } from '#wire/wire.js';
import { Admission } from './admission.js';
import { Ascertaining } from './ascertaining.js';
import { Counterparties, type Counterparty } from './counterparties.js';
import { FactsRead } from './facts-read.js';
import { FlowReporter } from './flow-reporter.js';
import { Sending } from './sending.js';

/** Wider than any window: the lane is the limit, and a message of one item must not wait for one of thirty. */
const IN_FLIGHT = 256;
/** As many calls as a busy process gets through in a tenth of a second; one that has time to spare takes more. */
const CALLS_IN_HAND = 256;
/** So many requests in a batch call are as much work as a call of its own. To have more in hand fills the memory with what only waits for the processor. */
const AS_ONE_CALL = 8;
/** Data exceptions and broken constraints: the message itself does not fit, however often it comes. */
const NEVER_FITS = /^2[23]/;

/** Requests and questions of the groups this process serves. Order per institution is not needed: control lets one measure per account go. */
@Controller()
export class RequestsConsumer {
  private readonly admission = new Admission(CALLS_IN_HAND);
  private readonly facts = new FactsRead();

  constructor(
    private readonly counterparties: Counterparties,
    private readonly sending: Sending,
    private readonly ascertaining: Ascertaining,
    private readonly flow: FlowReporter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Consume(GROUPS.map(requestsTopic), requestsMessage, { mode: 'each', inFlightPerKey: IN_FLIGHT })
  async take({ value, isUrgent }: Received<RequestsMessage>): Promise<Verdict> {
    const counterparty = this.counterparties.find(value.institution);
    if (counterparty === undefined) {
      return dead('unknown_institution', `No profile of this group has the code ${value.institution}.`);
    }
    const work = this.workOf(counterparty, value);
    if ('reason' in work) return dead(work.reason, work.detail);
    this.flow.inUse(counterparty);
    const leave = await this.admission.enter(isUrgent ? 0 : placesOf(counterparty, value));
    try {
      await work.carryOut();
    } catch (error) {
      if (NEVER_FITS.test(sqlState(error) ?? '')) return dead('journal_refuses', `SQLSTATE ${sqlState(error)}`);
      throw error;
    } finally {
      leave();
    }
    this.logger.debug({ institution: value.institution, message: value.type, items: value.items.length }, 'message done');
    return 'done';
  }

  private workOf(counterparty: Counterparty, message: RequestsMessage) {
    if (message.type === 'ascertain') {
      return { carryOut: () => this.ascertaining.ascertain(counterparty, message.items) };
    }
    const items = this.facts.itemsIn(message);
    return 'reason' in items ? items : { carryOut: () => this.sending.send(counterparty, items) };
  }
}

/** The work of a message in calls, where it may wait: a measure and a question about one never wait here for searches at other institutions. */
function placesOf({ profile }: Counterparty, message: RequestsMessage): number {
  if (message.type !== 'requests' || message.items.some(({ task }) => hasEffect(task.measure))) return 0;
  return Math.ceil(message.items.length / (batchOf(profile) === undefined ? 1 : AS_ONE_CALL));
}
