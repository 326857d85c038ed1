import { type Written } from './acts.js';

export interface Tally {
  requestId: string;
  measure: string;
  received: number;
  repeated: number;
  turnedAway: number;
  attempts: number[];
  /** How often it was carried out with an effect on the books: more than once is a broken promise. */
  carriedOut: number;
  outcome?: string;
}

/** What a checker counts: per request id, and the greatest number of requests in flight at one moment. */
export class Tallies {
  maxInFlight = 0;
  private readonly byRequest = new Map<string, Tally>();

  of(requestId: string): Tally | undefined {
    return this.byRequest.get(requestId);
  }

  all(): Tally[] {
    return [...this.byRequest.values()];
  }

  apply(act: Written<unknown>): void {
    switch (act.act) {
      case 'received': {
        this.maxInFlight = Math.max(this.maxInFlight, act.inFlight);
        const tally = this.byRequest.get(act.requestId) ?? this.open(act.requestId, act.measure);
        tally.received += 1;
        if (!tally.attempts.includes(act.attempt)) tally.attempts.push(act.attempt);
        return;
      }
      case 'repeated':
      case 'turned_away': {
        const tally = this.byRequest.get(act.requestId);
        if (tally) tally[act.act === 'repeated' ? 'repeated' : 'turnedAway'] += 1;
        return;
      }
      case 'final': {
        const tally = this.byRequest.get(act.requestId) ?? this.open(act.requestId, act.measure);
        if (act.outcome === 'executed' || act.outcome === 'executed_in_part') tally.carriedOut += 1;
        tally.outcome = act.outcome;
        return;
      }
      case 'acknowledged':
      case 'locked':
      case 'notice':
      case 'delivered':
      case 'fault':
      case 'books':
        return;
    }
  }

  private open(requestId: string, measure: string): Tally {
    const tally: Tally = { requestId, measure, received: 0, repeated: 0, turnedAway: 0, attempts: [], carriedOut: 0 };
    this.byRequest.set(requestId, tally);
    return tally;
  }
}
