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
