import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type NextFunction, type Request, type Response } from 'express';
import { ChakongError } from '#platform/errors.js';
import { Metrics } from '#platform/metrics.js';
import { API_CONFIG, type ApiConfig } from '../api-config.js';
import { type Lane, laneOf, laneOfOrder } from './lanes.js';
import { Lateness } from './lateness.js';

type Counted = Exclude<Lane, 'open'>;

const MOST_LIVE = 2_000;

/**
 * What comes beyond capacity is refused at once, with the moment to come back, instead of waiting where everybody would wait: calls at work
 * are bounded per lane, and nothing ordinary is begun while this process comes late to its timers. Refusing costs next to nothing, so
 * that when the crowd has gone everything is as before, by itself. An order is read before it is refused: only its body says whether it is
 * urgent; how many may be read at a time is bounded too.
 */
@Injectable()
export class Intake implements OnApplicationShutdown {
  private readonly atWork: Record<Counted, number> = { live: 0, urgent: 0, unread_order: 0, ordinary: 0 };
  private readonly most: Record<Counted, number>;
  private readonly lateness = new Lateness();
  private readonly calls;

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    metrics: Metrics,
  ) {
    const { INTAKE_MOST: most } = config;
    this.most = { live: MOST_LIVE, urgent: most, unread_order: 16 * most, ordinary: most };
    this.calls = metrics.counter('intake_total', 'Calls by lane, and whether they were taken or refused', ['lane', 'verdict']);
    metrics.gauge('intake_at_work', 'Calls at work, by lane', ['lane'], (gauge) => {
      for (const [lane, count] of Object.entries(this.atWork)) gauge.set({ lane }, count);
      return Promise.resolve();
    });
    metrics.gauge('intake_late_seconds', 'How late this process comes to its timers', [], (gauge) => {
      gauge.set(this.lateness.ms() / 1_000);
      return Promise.resolve();
    });
  }

  onApplicationShutdown(): void {
    this.lateness.stop();
  }

  /** Before bodies are read. */
  readonly atTheDoor = (request: Request, response: Response, next: NextFunction): void => {
    const lane = laneOf(request.method, request.path, request.header('accept') ?? '');
    this.enter(lane, response, next);
  };

  /** After bodies are read: an order takes a place by its priority. */
  readonly withItsBody = (request: Request, response: Response, next: NextFunction): void => {
    if (laneOf(request.method, request.path, '') !== 'unread_order') next();
    else this.enter(laneOfOrder(request.body), response, next);
  };

  private enter(lane: Lane, response: Response, next: NextFunction): void {
    if (lane === 'open') {
      next();
      return;
    }
    if (this.isTooLateFor(lane) || this.atWork[lane] >= this.most[lane]) {
      this.calls.inc({ lane, verdict: 'refused' });
      next(tooMuch());
      return;
    }
    this.calls.inc({ lane, verdict: 'taken' });
    this.atWork[lane] += 1;
    response.once('close', () => (this.atWork[lane] -= 1));
    next();
  }

  /** Late without a crowd is the machine's doing, and sending the few away would not help it. */
  private isTooLateFor(lane: Counted): boolean {
    const isCrowd = this.atWork.ordinary >= this.most.ordinary / 4;
    return lane === 'ordinary' && isCrowd && this.lateness.ms() > this.config.INTAKE_LATE_MS;
  }
}

/** Not all at the same moment: who is sent away together comes back together. */
function tooMuch(): ChakongError {
  const retryAfterSeconds = 1 + Math.floor(Math.random() * 3);
  return new ChakongError('unavailable', 'More is asked for than can be done right now. Send the same call again in a moment.', {
    retryAfterSeconds,
  });
}
