import { type RequestView } from '../api/order-views.js';
import { instant } from '../words/figures.js';
import { type Say, useSay, wordOr } from '../words/language.js';

/** When the answer was true, how often it was sent, and what it waits for. */
export function RequestFacts({ request }: { request: RequestView }) {
  return factsOf(request, useSay()).join(' · ');
}

function factsOf(request: RequestView, say: Say): string[] {
  const { answer, heldBy, state, attempt } = request;
  const facts: string[] = [];
  if (answer) facts.push(`${say('request.asOf')} ${instant(answer.asOf)}`);
  const isOpen = state === 'queued' || state === 'dispatched' || state === 'acknowledged' || state === 'unconfirmed';
  if (isOpen) facts.push(say(`requestState.${state}`));
  if (heldBy) facts.push(wordOr(say, `held.${heldBy}`, heldBy));
  // a first attempt that was answered is the ordinary case and says nothing
  if (isOpen && attempt === 0) facts.push(say('request.notSent'));
  else if (attempt > 0 && (attempt > 1 || !answer)) facts.push(say('request.attempts', { attempt }));
  if (answer?.reason) facts.push(answer.reason.text);
  return facts;
}
