import { createReadStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/**
 * What the institutions themselves wrote down, by request id: the oracle. A ledger has one line per act, on disk before the answer
 * left; apps/simulator/README.md says what each member means. A line cut off by a crash was never answered for.
 */
export async function readLedgers(folder) {
  const institutions = new Map();
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith('.jsonl') && file !== 'clock.jsonl')
      institutions.set(path.basename(file, '.jsonl'), await readLedger(path.join(folder, file)));
  }
  return institutions;
}

async function readLedger(file) {
  const ledger = { requests: new Map(), mostInFlight: 0, frozen: new Map(), sealed: new Map(), sent: new Map() };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const act = parse(line);
    if (act !== undefined) enter(ledger, act);
  }
  return ledger;
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function requestOf(ledger, { requestId, measure }) {
  const known = ledger.requests.get(requestId);
  if (known) return known;
  const request = { requestId, measure, received: [], repeated: 0, turnedAway: 0, acknowledged: 0, finals: [] };
  ledger.requests.set(requestId, request);
  return request;
}

function enter(ledger, act) {
  switch (act.act) {
    case 'received':
      ledger.mostInFlight = Math.max(ledger.mostInFlight, act.inFlight);
      requestOf(ledger, act).received.push(act.attempt);
      break;
    case 'repeated':
      requestOf(ledger, act).repeated++;
      break;
    case 'turned_away':
      requestOf(ledger, act).turnedAway++;
      break;
    case 'acknowledged':
      requestOf(ledger, act).acknowledged++;
      break;
    case 'final':
      requestOf(ledger, act).finals.push(outcomeOf(act));
      break;
  }
  for (const effect of act.effects ?? []) book(ledger, effect);
}

/** A measure an institution does not have is *not applicable* in our words (R1.8-16). */
function outcomeOf({ outcome, problem, answer }) {
  const code = problem?.code ?? answer?.reason?.code;
  return outcome === 'refused' && code === 'unsupported_measure' ? 'not_applicable' : outcome;
}

/** Effects by the reference they were done under; those that were in the books from the beginning are not the court's. */
function book(ledger, effect) {
  const append = (map, key) => map.set(key, [...(map.get(key) ?? []), effect]);
  if (effect.kind === 'froze' && !effect.reference.startsWith('prior-')) append(ledger.frozen, effect.reference);
  if (effect.kind === 'registered' && !effect.reference.startsWith('prior-')) append(ledger.sealed, effect.reference);
  if (effect.kind === 'booked' && effect.direction === 'out' && effect.reference !== undefined)
    append(ledger.sent, effect.reference);
}

export const hasLedgers = (folder) => existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.jsonl'));
