import { ZodError } from 'zod';
import { type Act, type Final, type Road, type Written } from './acts.js';
import { type Behaviour, behaviourOf, type Fault, magicOfIdNumber, magicOfTarget } from './behaviour.js';
import { type InstitutionOptions } from './config.js';
import { type LedgerFile } from './ledger-file.js';
import { type AnyRequest, type Moment, type Protocol } from './protocol.js';
import { problem, type Refusal, type Reply, reply } from './refusal.js';
import { contentDigest } from './request-fields.js';
import { dayOf, instant, minuteOfDay, plusOfficeHours, type SimulatorClock } from './simulator-clock.js';
import { Tallies } from './tallies.js';

interface Known<E> {
  digest: string;
  attempt: number;
  acknowledged?: Extract<Act<E>, { act: 'acknowledged' }>;
  lockedAt?: string;
  final?: Final<E>;
}

export interface Notice {
  noticeId: string;
  kind: 'answers' | 'credits';
  items: unknown[];
}

/** What goes back, and how it goes wrong on the way. */
export interface Decision {
  reply: Reply;
  behaviour?: Behaviour;
}

/** How often a `before` behaviour strikes one request id before the institution comes to its senses. */
const STRIKES = 2;

const MINUTE_MS = 60_000;

/**
 * One bank or registry. Every act is appended to the ledger file and applied in the same turn of the event loop; the caller
 * sends an answer only after `synced`. All state is the fold of the acts, so a restart rebuilds it from the file.
 */
export class Counterparty<R extends AnyRequest = AnyRequest, E = unknown> {
  readonly requests = new Map<string, Known<E>>();
  readonly undelivered = new Map<string, Notice>();
  readonly tallies = new Tallies();
  inFlight = 0;
  fault: Fault = { mode: 'none' };
  private readonly pending = new Set<string>();
  private seq = 0;
  private lastMinute = NaN;

  constructor(
    readonly options: InstitutionOptions,
    readonly protocol: Protocol<R, E>,
    private readonly clock: SimulatorClock,
    private readonly file: Pick<LedgerFile<Written<E>>, 'append' | 'synced' | 'lines'>,
    private readonly draw: () => number = Math.random,
  ) {
    for (const act of file.lines) this.apply(act);
    file.lines.length = 0;
  }

  synced(): Promise<void> {
    return this.file.synced();
  }

  /** The institution's own machine clock, which may be wrong. */
  machineMs(): number {
    return this.clock.machine() + this.options.clockSkewMs;
  }

  time(): Record<string, string> {
    return { [this.protocol.timeField]: instant(this.machineMs()) };
  }

  /** Writes an act and applies it; durable once `synced` resolves. */
  record(act: Act<E>): void {
    const written = { seq: this.seq + 1, bankTime: instant(this.machineMs()), asOf: instant(this.clock.business()), ...act };
    this.apply(written);
    this.file.append(written);
  }

  moment(servedAs = this.seq + 1): Moment {
    const asOfMs = this.clock.business();
    const today = dayOf(asOfMs);
    const serial = `${this.options.code.toUpperCase()}${today.replaceAll('-', '')}${String(this.seq + 1).padStart(9, '0')}`;
    return { asOf: instant(asOfMs), asOfMs, today, serial, servedAs };
  }

  /** PUT of a request or payment: the body as parsed JSON and the id of its path. */
  put(body: unknown, pathId: string): Decision {
    const early = this.tooBusy();
    if (early) return { reply: problem(early, this.time(), pathId) };
    let request: R;
    try {
      request = this.protocol.parse(body);
    } catch (error) {
      const detail =
        error instanceof ZodError
          ? error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
          : 'unreadable';
      return { reply: problem({ code: 'malformed', text: detail.slice(0, 1000) }, this.time(), pathId) };
    }
    if (request.requestId !== pathId)
      return { reply: problem({ code: 'malformed', text: 'the id differs from that of the path' }, this.time(), pathId) };
    this.endTerms();
    const behaviour = this.misbehaviour(request);
    const target = this.protocol.target(request);
    this.record({
      act: 'received',
      requestId: pathId,
      attempt: request.attempt,
      measure: request.measure,
      ...(target !== undefined && { target }),
      notAfter: request.notAfter,
      inFlight: this.inFlight,
      ...(behaviour && { behaviour: behaviour.name }),
    });
    const mistreated = { ...(behaviour && { behaviour }) };
    if (behaviour?.before === 'busy') return this.turnAway(request, { code: 'busy', text: 'window exceeded' });
    if (behaviour?.before === 'closed') return this.turnAway(request, { code: 'closed', text: 'outside service hours' });
    if (behaviour?.before && behaviour.before !== 'refuse') return { reply: reply(500, ''), ...mistreated };
    return { reply: this.decide(request, body as object, behaviour), ...mistreated };
  }

  status(id: string): Record<string, unknown> {
    this.endTerms();
    const known = this.requests.get(id);
    const time = this.time();
    if (!known) return { state: 'unknown', ...time };
    const state = known.final ? 'final' : known.lockedAt ? 'locked' : 'acknowledged';
    const present = known.final ? this.protocol.present(id) : undefined;
    return {
      state,
      ...time,
      attempt: known.attempt,
      ...(state === 'locked' && { lockedAt: known.lockedAt }),
      ...(known.final && { answer: known.final.answer }),
      ...(present && { present: { ...present, asOf: instant(this.clock.business()) } }),
    };
  }

  /** Ends what has run out and settles what is due; called often, and after the business clock was moved. */
  tick(everything = false): void {
    this.endTerms();
    const answers: unknown[] = [];
    const nowMs = this.clock.business();
    for (const id of [...this.pending]) {
      const waiting = this.requests.get(id)?.acknowledged;
      if (!waiting) continue;
      if (everything || waiting.finalAt <= nowMs) {
        const final = this.settle(waiting);
        if (waiting.by === 'notice') answers.push(final.answer);
      } else this.lockWhenDue(waiting, nowMs);
    }
    for (let from = 0; from < answers.length; from += 100) this.notify('answers', answers.slice(from, from + 100));
  }

  notify(kind: Notice['kind'], items: unknown[]): void {
    this.record({ act: 'notice', noticeId: this.noticeId(), kind, items });
  }

  private decide(request: R, body: object, behaviour: Behaviour | undefined): Reply {
    const digest = contentDigest(body);
    const known = this.requests.get(request.requestId);
    if (known) {
      if (known.digest !== digest)
        return this.turnAway(request, { code: 'id_reused', text: 'another content under this id' }).reply;
      this.record({ act: 'repeated', requestId: request.requestId, attempt: request.attempt });
      return this.replyOf(request.requestId);
    }
    if (this.machineMs() > Date.parse(request.notAfter))
      return this.turnAway(request, { code: 'not_after_passed', text: 'notAfter has passed' }).reply;
    const moment = this.moment(this.seq);
    const refusal =
      behaviour?.before === 'refuse'
        ? ({ code: 'review_not_passed', text: '协助执行单位业务审核未通过' } as const)
        : this.refusal(request, moment);
    if (refusal) this.refuse(request, digest, refusal, moment);
    else {
      const road = this.roadOf(request, behaviour, moment);
      if (road)
        this.record({
          act: 'acknowledged',
          requestId: request.requestId,
          attempt: request.attempt,
          digest,
          request: body,
          servedAs: moment.servedAs,
          ...road,
        });
      else this.carryOut(request, digest, moment, behaviour?.inPart === true);
    }
    if (behaviour?.again) this.answerAgain(request.requestId, behaviour.again);
    return this.replyOf(request.requestId);
  }

  private refusal(request: R, moment: Moment): Refusal | undefined {
    if (this.options.unsupported.includes(request.measure)) return { code: 'unsupported_measure', text: '不支持该控制措施' };
    return this.protocol.refusal(request, moment);
  }

  /** Undefined = at once; else when the final answer is there and how the court learns of it. */
  private roadOf(request: R, behaviour: Behaviour | undefined, moment: Moment): Road | undefined {
    if (request.measure === 'pay') return undefined;
    const { review, answers, lockAfterMs } = this.options;
    const lock = request.measure === 'seal' && lockAfterMs !== undefined && { lockAt: moment.asOfMs + lockAfterMs };
    const soon = { finalAt: moment.asOfMs + answers.afterMs, ...lock };
    if (behaviour?.acknowledge)
      return { ...soon, by: behaviour.acknowledge, ...(behaviour.refuseLater && { refuse: true as const }) };
    const by = answers.by === 'status' ? 'status' : 'notice';
    if (review?.measures.includes(request.measure)) return { finalAt: plusOfficeHours(moment.asOfMs, review.hours), by, ...lock };
    return answers.by === 'at_once' || !answers.measures.includes(request.measure) ? undefined : { ...soon, by };
  }

  private settle(waiting: NonNullable<Known<E>['acknowledged']>): Final<E> {
    const request = this.protocol.parse(waiting.request);
    const moment = this.moment(waiting.servedAs);
    const refusal = waiting.refuse
      ? ({ code: 'review_not_passed', text: '协助执行单位业务审核未通过' } as const)
      : this.protocol.refusal(request, moment);
    return refusal
      ? this.refuse(request, waiting.digest, refusal, moment)
      : this.carryOut(request, waiting.digest, moment, false);
  }

  private lockWhenDue(waiting: NonNullable<Known<E>['acknowledged']>, nowMs: number): void {
    if (waiting.lockAt === undefined || waiting.lockAt > nowMs || this.requests.get(waiting.requestId)?.lockedAt) return;
    const effects = this.protocol.lock?.(this.protocol.parse(waiting.request), this.moment(waiting.servedAs)) ?? [];
    this.record({ act: 'locked', requestId: waiting.requestId, effects });
  }

  private refuse(request: R, digest: string, refusal: Refusal, moment: Moment): Final<E> {
    const answered = problem(refusal, this.time(), request.requestId);
    const effects = this.protocol.unlock?.(request.requestId) ?? [];
    const outcome = { outcome: 'refused' as const, reason: { code: refusal.code, text: refusal.text }, result: {}, effects };
    return this.finish(request, digest, outcome, moment, { status: answered.status, problem: answered.body });
  }

  private carryOut(request: R, digest: string, moment: Moment, inPart: boolean): Final<E> {
    return this.finish(request, digest, this.protocol.carryOut(request, moment, inPart), moment, { status: 200 });
  }

  private finish(
    request: R,
    digest: string,
    outcome: ReturnType<Protocol<R, E>['carryOut']>,
    moment: Moment,
    first: { status: number; problem?: unknown },
  ): Final<E> {
    const said = { time: instant(this.machineMs()), asOf: moment.asOf, receipt: `HZ${moment.serial}` };
    const { requestId, attempt, measure } = request;
    const answer = this.protocol.answer(request, outcome, said);
    const final: Final<E> = {
      act: 'final',
      requestId,
      attempt,
      digest,
      measure,
      outcome: outcome.outcome,
      ...first,
      answer,
      effects: outcome.effects,
    };
    this.record(final);
    return final;
  }

  private replyOf(id: string): Reply {
    const known = this.requests.get(id);
    const final = known?.final;
    // A refusal after review was acknowledged first: it is a final answer, not a problem.
    if (final && final.status >= 400 && !known.acknowledged) {
      return { status: final.status, headers: { 'content-type': 'application/problem+json' }, body: final.problem };
    }
    if (final) return reply(200, final.answer);
    const state = known?.lockedAt ? { state: 'locked', lockedAt: known.lockedAt } : { state: 'acknowledged' };
    return reply(202, {
      requestId: id,
      ...state,
      ...this.time(),
      ...(known?.acknowledged && { expectedBy: instant(known.acknowledged.finalAt) }),
    });
  }

  private answerAgain(id: string, how: 'same' | 'different'): void {
    const answer = this.requests.get(id)?.final?.answer as Record<string, unknown> | undefined;
    if (!answer) return;
    const { requestId, asOf, receipt } = answer;
    const other = {
      requestId,
      outcome: 'refused',
      ...this.time(),
      asOf,
      reason: { code: 'review_not_passed', text: '协助执行单位业务审核未通过' },
      receipt,
    };
    this.notify('answers', [how === 'same' ? answer : other]);
  }

  private turnAway(request: R, refusal: Refusal): Decision {
    this.record({ act: 'turned_away', requestId: request.requestId, attempt: request.attempt, code: refusal.code });
    return { reply: problem(refusal, this.time(), request.requestId) };
  }

  /** Turned away at the door, whatever is asked. */
  tooBusy(): Refusal | undefined {
    const { hours, maxConcurrent } = this.options;
    if (this.inFlight > maxConcurrent) return { code: 'busy', text: 'window exceeded' };
    const minute = minuteOfDay(this.clock.business());
    return hours && (minute < hours.openMinute || minute >= hours.closeMinute)
      ? { code: 'closed', text: 'outside service hours' }
      : undefined;
  }

  private misbehaviour(request: R): Behaviour | undefined {
    const sick = behaviourOf(this.fault, this.draw());
    if (sick) return sick;
    const target = this.protocol.target(request);
    const magic =
      (target !== undefined && magicOfTarget(target)) ||
      this.protocol.idNumbers(request).map(magicOfIdNumber).find(Boolean) ||
      undefined;
    const before = this.tallies.of(request.requestId)?.received ?? 0;
    if (magic?.before && magic.before !== 'refuse') return before < STRIKES ? magic : undefined;
    return magic?.after || magic?.again || magic?.inBatch ? (before === 0 ? magic : undefined) : magic;
  }

  /** Terms end at a whole minute, so it looks once in each. */
  private endTerms(): void {
    const minute = Math.floor(this.clock.business() / MINUTE_MS);
    if (minute === this.lastMinute) return;
    this.lastMinute = minute;
    const effects = this.protocol.expired(this.moment());
    if (effects.length > 0) this.record({ act: 'books', why: 'expiry', effects });
  }

  private noticeId(): string {
    return crypto.randomUUID();
  }

  private apply(act: Written<E>): void {
    this.seq = act.seq;
    this.tallies.apply(act);
    if ('effects' in act) for (const effect of act.effects) this.protocol.apply(effect);
    switch (act.act) {
      case 'received':
      case 'turned_away':
      case 'books':
        return;
      case 'repeated': {
        const known = this.requests.get(act.requestId);
        if (known) known.attempt = Math.max(known.attempt, act.attempt);
        return;
      }
      case 'acknowledged':
        this.requests.set(act.requestId, { digest: act.digest, attempt: act.attempt, acknowledged: act });
        this.pending.add(act.requestId);
        return;
      case 'locked': {
        const known = this.requests.get(act.requestId);
        if (known) known.lockedAt = act.asOf;
        return;
      }
      case 'final':
        this.requests.set(act.requestId, {
          digest: act.digest,
          attempt: act.attempt,
          ...this.requests.get(act.requestId),
          final: act,
        });
        this.pending.delete(act.requestId);
        return;
      case 'notice':
        this.undelivered.set(act.noticeId, { noticeId: act.noticeId, kind: act.kind, items: act.items });
        return;
      case 'delivered':
        this.undelivered.delete(act.noticeId);
        return;
      case 'fault':
        this.fault = act.fault;
        return;
    }
  }
}
