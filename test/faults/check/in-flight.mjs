import path from 'node:path';
import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';

/** Windows: what the institutions saw open at once, and what our own table had dispatched whenever it was looked at. */
export function checkInFlight({ house, ledgers, crowd, strikes }, promises) {
  const windows = readWindows(house.profiles);
  const atInstitutions = [...ledgers].flatMap(([institution, { acts }]) =>
    acts
      .filter(
        ({ act, inFlight, bankTime }) =>
          act === 'received' && inFlight > windows.get(institution) && !orphaned(strikes, bankTime),
      )
      .map(({ requestId, inFlight, bankTime }) => ({
        request: requestId,
        institution,
        inFlight,
        window: windows.get(institution),
        at: bankTime,
      })),
  );
  promises.keep(
    'an institution never had more open than its window',
    [...ledgers.values()].reduce((sum, { acts }) => sum + acts.length, 0),
    atInstitutions.slice(0, 5),
  );
  promises.keep(
    'never more than its window was dispatched to an institution',
    crowd.looks,
    [...crowd.most]
      .filter(([institution, most]) => most > windows.get(institution))
      .map(([institution, dispatched]) => ({ institution, dispatched, window: windows.get(institution) })),
  );
}

// Whoever dies, stands still, is cut off or has another time leaves requests open at a bank that nobody here waits for any longer.
const orphaning = new Set(['kill', 'pause', 'network', 'clock']);
const patienceMs = 20_000;

function orphaned(strikes, bankTime) {
  const at = Date.parse(bankTime);
  return strikes.some(
    ({ name, from, until }) => orphaning.has(name) && Date.parse(from) - 1000 < at && at < Date.parse(until) + patienceMs,
  );
}

function readWindows(folder) {
  const read = (file) => parse(readFileSync(path.join(folder, file), 'utf8'));
  const defaults = read('defaults.yaml');
  const profiles = readdirSync(folder)
    .filter((file) => file !== 'defaults.yaml')
    .map(read);
  return new Map(profiles.map(({ code, protocol, window }) => [code, window?.max ?? defaults[protocol].window.max]));
}
