import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Every act of every institution, in the order of its own file (apps/simulator/README.md), without the texts nobody checks.
 * { code → { acts, requests: id → { measure, target, received, turnedAway, repeated, acknowledged, final, behaviours, acts } } }
 */
export async function readActs(folder) {
  const institutions = new Map();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.jsonl') || file === 'clock.jsonl') continue;
    const institution = { acts: [], requests: new Map() };
    for await (const line of createInterface({ input: createReadStream(path.join(folder, file)) })) {
      const act = parse(line);
      if (act) enter(institution, act);
    }
    institutions.set(path.basename(file, '.jsonl'), institution);
  }
  return institutions;
}

function parse(line) {
  try {
    const act = JSON.parse(line);
    delete act.request;
    return act;
  } catch {
    return undefined;
  }
}

function enter(institution, act) {
  institution.acts.push(act);
  if (act.requestId === undefined) return;
  const known = institution.requests.get(act.requestId) ?? {
    id: act.requestId,
    received: [],
    turnedAway: [],
    repeated: [],
    finals: [],
    behaviours: new Set(),
    acts: [],
  };
  institution.requests.set(act.requestId, known);
  known.acts.push(act);
  switch (act.act) {
    case 'received':
      known.measure = act.measure;
      known.target ??= act.target;
      known.received.push(act);
      if (act.behaviour) known.behaviours.add(act.behaviour);
      break;
    case 'turned_away':
      known.turnedAway.push(act);
      break;
    case 'repeated':
      known.repeated.push(act);
      break;
    case 'acknowledged':
      known.acknowledged = act;
      break;
    case 'final':
      known.finals.push(act);
      break;
  }
}

/** All effects of one institution with the act they were of, in order. */
export function* effectsOf({ acts }) {
  for (const act of acts) for (const effect of act.effects ?? []) yield { act, effect };
}

export const isDone = ({ outcome }) => outcome === 'executed' || outcome === 'executed_in_part';
export const fen = (yuan) => BigInt(yuan.replace('.', ''));
