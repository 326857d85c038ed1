import { type InstitutionProfile } from '#institutions/profile.js';
import { type Clock, type MachineTime, plusMs } from '#platform/clocks.js';
import { CORRELATION_HEADER, correlationId } from '#platform/correlation.js';
import { Breaker, type BreakerState } from './breaker.js';
import { Connections } from './connections.js';
import { Departure } from './departure.js';
import { FIRST_WIDTH } from './lane.js';
import { type Call, CLOSED, type Reply, silent, type Silent, textOf } from './driver.js';

const LARGEST_REPLY_BYTES = 32 * 1024 * 1024;
/** Every call ends within its patience; a trial that did not would else leave the breaker half-open for ever. */
const BACKUP_MS = 2_000;
/** A kept connection is given up this long before its server would: a request that meets the closing is one whose fate nobody knows. */
const KEEP_ALIVE_BUFFER_MS = 2_500;
/** The departure has the only time-out besides the one of connecting, TLS included. */
const CONNECTION = {
  headersTimeout: 0,
  bodyTimeout: 0,
  maxResponseSize: LARGEST_REPLY_BYTES,
  keepAliveTimeoutThreshold: KEEP_ALIVE_BUFFER_MS,
};
/** A closed door is looked at again this soon, whatever hour it names. */
const LONGEST_CLOSED_MS = 60_000;

/** A reading of a reply; protocols add their own kinds. */
interface Reading {
  readonly kind: string;
  readonly reached?: 'no' | 'maybe';
  readonly cause?: string;
}

export interface Question<R extends Reading> {
  readonly call: Call;
  readonly read: (reply: Reply) => R;
  /** Nothing is sent after this instant. Left out where asking late does no harm. */
  readonly notAfter?: MachineTime;
}

export interface Heard<R> {
  readonly reading: R | Silent;
  /** The reply as it came, where nobody could read it. */
  readonly raw: Buffer | undefined;
}

/** The one way out to an institution. Its breaker counts *no answer*, never refusals; every way to fail says whether it was reached. */
export class InstitutionClient {
  private readonly way: Connections;
  private readonly basePath: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly breaker: Breaker;
  private readonly patienceMs: number;
  private opened: MachineTime | undefined;
  private closedUntil: MachineTime | undefined;
  /** Silences since nobody has answered yet; undefined once somebody has. */
  private unanswered: number | undefined = 0;
  private readonly listeners: (() => void)[] = [];
  private answered: () => void = () => undefined;

  constructor(
    private readonly profile: Pick<InstitutionProfile, 'code' | 'baseUrl' | 'timeouts' | 'breaker'>,
    token: string,
    private readonly clock: Clock,
  ) {
    const { timeouts, breaker } = profile;
    this.patienceMs = timeouts.connectMs + timeouts.answerMs;
    // a hanging institution fails one patience after it was asked: a shorter window would have forgotten the asking by then
    const windowMs = Math.max(breaker.rollingCountTimeoutMs, 2 * this.patienceMs);
    const { origin, pathname } = new URL(profile.baseUrl);
    this.way = new Connections(origin, timeouts.connectMs, CONNECTION);
    this.basePath = pathname.replace(/\/$/, '');
    this.headers = { authorization: `Bearer ${token}`, accept: 'application/json, application/problem+json' };
    const limits = { ...breaker, windowMs, longestTrialMs: this.patienceMs + BACKUP_MS };
    this.breaker = new Breaker(limits, () => this.turned());
  }

  async ask<R extends Reading>(question: Question<R>): Promise<Heard<R>> {
    if (!this.breaker.admits()) return { reading: silent('no', 'breaker_open'), raw: undefined };
    try {
      return await this.send(question);
    } catch (error) {
      this.breaker.fail();
      throw error;
    }
  }

  breakerState(): BreakerState {
    return this.breaker.state;
  }

  /** When an open breaker lets the next trial through. */
  openUntil(): MachineTime | undefined {
    if (this.breakerState() !== 'open' || this.opened === undefined) return undefined;
    return plusMs(this.opened, this.profile.breaker.resetTimeoutMs);
  }

  /** It said that it is closed, and until when; outside the hours of its profile, for instance on a holiday. */
  isShut(): boolean {
    return this.closedUntil !== undefined && this.closedUntil > this.clock.machine();
  }

  hasFreeConnection(): boolean {
    return this.way.hasFree();
  }

  connections(): number {
    return this.way.kept();
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Somebody there spoke, whatever was said. */
  onAnswer(listener: () => void): void {
    this.answered = listener;
  }

  close(): void {
    this.breaker.shutdown();
    void this.way.destroy();
  }

  private async send<R extends Reading>(question: Question<R>): Promise<Heard<R>> {
    const departure = new Departure(this.clock, question.notAfter);
    const reply = await this.exchange(question.call, departure).catch((error: unknown) => silenceOf(departure, error));
    if ('kind' in reply) {
      // we were late, not the institution; a trial that never left proved nothing, and the way stays closed until the next one
      if (!departure.late) this.missAnswer();
      else if (this.breaker.state === 'half_open') this.breaker.open();
      return { reading: reply, raw: undefined };
    }
    this.unanswered = undefined;
    this.answered();
    const reading = question.read(reply);
    if (reading.kind === 'silent' && reading.cause === CLOSED) this.shut(reply);
    // nobody spoke, or nobody whom the protocol knows
    if (reading.kind === 'unreadable' || (reading.kind === 'silent' && reading.reached === 'maybe')) this.breaker.fail();
    else this.breaker.succeed();
    return { reading, raw: reading.kind === 'unreadable' ? reply.body : undefined };
  }

  /** The breaker waits for many silences. Where nobody has answered at all, as many as go there at first are enough. */
  private missAnswer(): void {
    this.breaker.fail();
    if (this.unanswered === undefined || this.breaker.state !== 'closed') return;
    this.unanswered += 1;
    if (this.unanswered >= FIRST_WIDTH) this.breaker.open();
  }

  private shut({ retryAfterMs }: Reply): void {
    const wasShut = this.isShut();
    this.closedUntil = plusMs(this.clock.machine(), Math.min(retryAfterMs ?? 0, LONGEST_CLOSED_MS));
    if (!wasShut) this.changed();
  }

  private turned(): void {
    if (this.breaker.state === 'open') {
      this.opened = this.clock.machine();
      this.unanswered = 0;
    }
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }

  private exchange({ method, path, body }: Call, departure: Departure): Promise<Reply> {
    const id = correlationId();
    const headers = {
      ...this.headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(id !== undefined && { [CORRELATION_HEADER]: id }),
    };
    const request = { method, path: this.basePath + path, headers, ...(body !== undefined && { body: textOf(body) }) };
    return departure.through(this.way, request, this.patienceMs);
  }
}

const CAUSES: Record<string, string> = {
  ECONNREFUSED: 'connection_refused',
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  UND_ERR_CONNECT_TIMEOUT: 'connect_time_out',
  ETIMEDOUT: 'time_out',
  ECONNRESET: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
};

function silenceOf(departure: Departure, error: unknown): Silent {
  if (departure.late && !departure.left) return silent('no', 'not_after');
  const cause = CAUSES[codeOf(error) ?? ''];
  if (departure.left) return silent('maybe', cause ?? 'connection_lost');
  return silent('no', cause === 'time_out' ? 'connect_time_out' : (cause ?? 'not_connected'));
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
