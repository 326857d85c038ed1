import { Injectable } from '@nestjs/common';
import { InstitutionDirectory } from '#institutions/directory.js';
import { type Patience } from '#storage/answers/fold-answers.js';
import { type AskingPauses } from '#storage/queue/overdue.js';

const PLAIN: Patience = {
  backoffMs: [1_000, 5_000, 15_000, 60_000],
  settleAfterMs: 0,
  statusRounds: 1_000,
  statusEveryMs: 30_000,
};

/** How long we wait for whom, from the profiles. An institution that left the directory while requests were open gets the plain figures. */
@Injectable()
export class Patiences {
  constructor(private readonly directory: InstitutionDirectory) {}

  of(institution: string): Patience {
    const profile = this.directory.find(institution);
    if (profile === undefined) return PLAIN;
    return {
      backoffMs: profile.retry.backoffMs,
      settleAfterMs: profile.settleAfterMs,
      statusRounds: profile.statusQuery.rounds,
      statusEveryMs: profile.statusQuery.everyMs,
    };
  }

  /** How often each institution is asked what became of a request. */
  asking(): AskingPauses {
    const profiles = this.directory.all();
    return {
      everyMs: new Map(profiles.map(({ code, statusQuery }) => [code, statusQuery.everyMs])),
      otherwiseMs: PLAIN.statusEveryMs,
    };
  }

  /** From claim to the last instant of sending: the lease less what connecting, answering and ending a message take. */
  sendWindowMs(institution: string, leaseMs: number): number {
    const profile = this.directory.find(institution);
    const needed = profile === undefined ? leaseMs / 2 : profile.timeouts.connectMs + profile.timeouts.answerMs + 5_000;
    return Math.max(1_000, leaseMs - needed);
  }
}
