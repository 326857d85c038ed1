import { outcome, type Outcome } from '#messages/answers.js';
import { type JournalLine } from '#storage/journal/exchange-journal.js';
import { silent, unreadable } from './driver.js';

/** The outcome of a line as it was written; undefined while nobody knows one. */
export function outcomeOf(line: JournalLine): Outcome | undefined {
  if (line.kind === 'void') return silent('no', 'voided');
  return parseOutcome(line.outcome);
}

export function parseOutcome(stored: unknown): Outcome | undefined {
  if (stored === undefined || stored === null) return undefined;
  const parsed = outcome.safeParse(stored);
  return parsed.success ? parsed.data : unreadable('journal');
}

/**
 * What to tell control, given what the journal holds after `fresh` was offered to it. A second final answer that differs goes out too:
 * that is for a person. The same refusal, once as a problem and once in full, is one answer.
 */
export function toTell(stored: Outcome | undefined, fresh: Outcome): Outcome {
  // once locked, an acknowledgement that was on its way since before does not unlock it
  if (stored?.kind === 'acknowledged' && fresh.kind === 'acknowledged') return stored;
  if (stored?.kind !== 'final') return fresh;
  if (fresh.kind !== 'final') return stored;
  const sameRefusal = stored.outcome === 'refused' && fresh.outcome === 'refused' && stored.reason?.code === fresh.reason?.code;
  return sameRefusal ? stored : fresh;
}

/** A broker takes no larger message. */
const LARGEST_BYTES = 900_000;
/** So few things told of fit for sure: every text of an institution is bounded. */
const FEW = 50;

/** An answer as it can be told. One that is too long for any message is for a person, who finds it whole in the journal, as `raw`. */
export function asTold(outcome: Outcome): { readonly outcome: Outcome; readonly raw: Buffer | undefined } {
  if (thingsIn(outcome) <= FEW) return { outcome, raw: undefined };
  const raw = Buffer.from(JSON.stringify(outcome));
  return raw.length <= LARGEST_BYTES ? { outcome, raw: undefined } : { outcome: unreadable('too_large'), raw };
}

function thingsIn(outcome: Outcome): number {
  if (outcome.kind !== 'final') return 0;
  const things = [...(outcome.accounts ?? []), ...(outcome.assets ?? [])];
  return things.reduce((sum, { priorMeasures, holders }) => sum + 1 + priorMeasures.length + (holders?.length ?? 0), 0);
}
