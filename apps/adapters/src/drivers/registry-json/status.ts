import { z } from 'zod';
import { type StatusQuery, unreadable } from '../../driver.js';
import { id, instant } from '../fields.js';
import { jsonOf, readFailure } from '../reply.js';
import { MEASURES, type RegistryMeasure } from './codes.js';
import { answer, finalOf, fitsMeasure, grammar } from './wire.js';

// `present` of a seal is rank and end, no figures: the freeze book has no use for it, so it is passed over on purpose.
const requestStatus = z.discriminatedUnion('state', [
  z.object({ requestId: id, state: z.literal('unknown'), registryTime: instant }),
  z.object({ requestId: id, state: z.literal('acknowledged'), registryTime: instant }),
  z.object({ requestId: id, state: z.literal('locked'), registryTime: instant, lockedAt: instant }),
  z.object({ requestId: id, state: z.literal('final'), registryTime: instant, answer }),
]);

export const status: StatusQuery = {
  call: (item) => ({ method: 'GET', path: `/requests/${item.requestId}` }),
  read: (reply, item) => {
    if (reply.status !== 200) {
      // The registry refused to answer the question; that says nothing about the request.
      const failure = readFailure(reply, item.requestId, grammar);
      return failure.kind === 'refusal' ? unreadable(`question_refused_${failure.problem.code}`) : failure;
    }
    const { data } = requestStatus.safeParse(jsonOf(reply));
    if (data === undefined) return unreadable('not_a_status');
    if (data.requestId !== item.requestId) return unreadable('other_request');
    switch (data.state) {
      case 'unknown':
        return { kind: 'unknown', bankTime: data.registryTime };
      case 'acknowledged':
      case 'locked':
        return { kind: 'acknowledged', stage: data.state, bankTime: data.registryTime };
      case 'final':
        if (data.answer.requestId !== item.requestId) return unreadable('other_request');
        return isOurs(item.measure) && fitsMeasure(data.answer, item.measure)
          ? finalOf(data.answer)
          : unreadable('other_measure');
    }
  },
  readPosition: undefined,
};

function isOurs(measure: string): measure is RegistryMeasure {
  return Object.hasOwn(MEASURES, measure);
}
