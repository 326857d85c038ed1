import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Group, requestsTopic } from '#messages/topics.js';
import { ownFacts } from '#messages/requests.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { paceAfter } from '#platform/pace.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { storePoison } from '#storage/dead-letters/store-dead-letter.js';
import { Listener } from '#storage/listener.js';
import { type Freed } from '#storage/answers/record-answers.js';
import { claimRequests, type ClaimedRequest } from '#storage/queue/claim.js';
import { dispatchedByGroup } from '#storage/queue/dispatched.js';
import { OrderMemory, readRequestFacts, type RequestFacts } from '#storage/queue/request-facts.js';
import { type Outgoing, Wire } from '#wire/wire.js';
import { FactsAsText, sharedFrom } from './facts-as-text.js';
import { FullWindows } from './full-windows.js';
import { InHand } from './in-hand.js';
import { portionsOf } from './portions.js';
import { Patiences } from './patience.js';
import { Repeat } from './repeat.js';
import { bytesOf, type Item, messageOf } from './requests-message.js';
import { Rounds } from './rounds.js';
import { Stages } from './stages.js';

const MOST = 2_000;
/** Slots freed meanwhile are filled together. */
const PACE = { leastMs: 20, mostMs: 60 };
const IDLE_MS = 500;
/** To look for something urgent, or for other groups, while the adapters of one have all they get through in hand. */
const HELD_MS = 100;
const ITEMS_PER_MESSAGE = 32;

/** Claims by institution window, account rule and dueAt, commits, then produces. What is not produced falls to its lease. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: Repeat;
  private readonly listener: Listener;
  private readonly full = new FullWindows();
  private readonly inHand = new InHand();
  private readonly memory = new OrderMemory();
  private readonly facts = new FactsAsText();
  private readonly rounds = new Rounds();
  private lastClaimed = 0;

  constructor(
    private readonly database: Database,
    private readonly wire: Wire,
    private readonly clock: Clock,
    private readonly patiences: Patiences,
    private readonly directory: InstitutionDirectory,
    private readonly stages: Stages,
    metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    metrics.gauge(
      'in_hand',
      'Requests adapters have in hand that are not urgent, and the most they may have, by group',
      ['group', 'figure'],
      (gauge) => {
        for (const { group, now, most } of this.inHand.figures()) {
          gauge.set({ group, figure: 'now' }, now);
          gauge.set({ group, figure: 'most' }, most);
        }
        return Promise.resolve();
      },
    );
    this.loop = new Repeat(
      'dispatch',
      () => this.round(),
      logger,
      () => paceAfter(this.lastClaimed, PACE),
    );
    this.listener = new Listener(database, ['queue', 'institution_flow', 'switch'], () => this.loop.poke(), logger);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.listener.start();
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener.stop();
    await this.loop.stop();
  }

  /** Slots were freed: look at once. */
  freed(requests: readonly Freed[]): void {
    for (const { institution, isUrgent, answeredAfterMs } of requests) {
      const group = this.directory.find(institution)?.group;
      if (group !== undefined && !isUrgent) this.inHand.freed(group, answeredAfterMs);
    }
    if (requests.some(({ institution, isUrgent }) => isUrgent || !this.isInHand(institution))) this.loop.poke();
  }

  private async round(): Promise<number> {
    if (!(await this.stages.isOn('dispatch'))) return IDLE_MS;
    if (this.inHand.isDue()) this.inHand.looked(await dispatchedByGroup(this.database.steady));
    const full = this.full.names();
    const {
      requests: claimed,
      looks,
      after,
    } = await claimRequests(this.database, {
      now: this.clock.machine(),
      sendWindowMs: (institution, leaseMs) => this.patiences.sendWindowMs(institution, leaseMs),
      most: MOST,
      isSpared: (institution) => full.has(institution) || this.isInHand(institution),
      after: this.rounds.after,
    });
    this.full.looked(looks);
    for (const { adapterGroup, isUrgent } of claimed) if (!isUrgent) this.inHand.claimed(adapterGroup);
    this.lastClaimed = claimed.length;
    const isFull = claimed.length >= MOST || (claimed.length === 0 && full.size > 0);
    const pauseMs = this.rounds.done({ after, taken: claimed.length, isFull });
    if (claimed.length === 0) return this.inHand.isAnyFull() ? Math.max(pauseMs, HELD_MS) : pauseMs;
    const facts = await readRequestFacts(
      this.database.steady,
      claimed.map(({ requestId }) => requestId),
      this.memory,
    );
    await this.produce(claimed, facts);
    this.logger.debug({ requests: claimed.length }, 'dispatched');
    return pauseMs;
  }

  /** Its adapters have as much in hand as they get through. */
  private isInHand(institution: string): boolean {
    const group = this.directory.find(institution)?.group;
    return group !== undefined && this.inHand.isFull(group);
  }

  private async produce(claimed: readonly ClaimedRequest[], facts: ReadonlyMap<string, RequestFacts>): Promise<void> {
    const topics = new Map<string, Outgoing[]>();
    for (const ofOneKind of Map.groupBy(claimed, ({ institution, isUrgent }) => `${institution} ${isUrgent}`).values()) {
      const first = ofOneKind[0];
      if (first === undefined) continue;
      const { institution, adapterGroup, isUrgent } = first;
      const perMessage = this.directory.find(institution)?.maxItemsPerMessage ?? ITEMS_PER_MESSAGE;
      const items: Item[] = [];
      for (const request of ofOneKind) items.push(...(await this.itemOf(request, facts.get(request.requestId))));
      for (const portion of portionsOf(items, perMessage, bytesOf)) {
        const topic = requestsTopic(adapterGroup as Group);
        const value = messageOf(institution, portion);
        topics.set(topic, [...(topics.get(topic) ?? []), { key: institution, value, isUrgent }]);
      }
    }
    await Promise.all([...topics].map(([topic, messages]) => this.wire.publish(topic, messages)));
  }

  // A request that cannot be told in the wire's words must not hold up the others, nor come back for ever: a person looks at it.
  private async itemOf(request: ClaimedRequest, facts: RequestFacts | undefined): Promise<Item[]> {
    const { requestId, institution } = request;
    if (facts === undefined) {
      this.logger.error({ requestId }, 'request cannot be sent: its facts are gone');
      return [];
    }
    const own = ownFacts.safeParse(ownFrom(request, facts));
    const shared = this.facts.of(facts.told);
    if (own.success && 'text' in shared) return [{ own: own.data, ...shared }];
    const fields = [
      ...(own.error?.issues ?? []).map((issue) => issue.path.join('.')),
      ...('wrong' in shared ? shared.wrong : []),
    ];
    this.logger.error({ requestId, fields }, 'request cannot be sent');
    const item = { ...ownFrom(request, facts), ...sharedFrom(facts.told) };
    const letter = {
      topic: requestsTopic(request.adapterGroup as Group),
      key: institution,
      payload: Buffer.from(JSON.stringify({ type: 'requests', version: 1, institution, items: [item] })),
      reason: 'not_sendable',
      detail: `This request cannot be sent as it is; put right: ${fields.join(', ')}.`,
    };
    const at = { machine: this.clock.machine(), legal: this.clock.legal() };
    await storePoison(this.database, letter, { requestId, caseId: facts.case_id, institution }, at);
    return [];
  }
}

/** A claimed request in the wire's words. */
export function ownFrom(request: Pick<ClaimedRequest, 'requestId' | 'attempt' | 'notAfter'>, facts: RequestFacts) {
  const { requestId, attempt, notAfter } = request;
  return { requestId, attempt, caseId: facts.case_id, notAfter: notAfter.toISOString(), task: facts.task };
}
