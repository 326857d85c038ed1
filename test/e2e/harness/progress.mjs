import { setTimeout as sleep } from 'node:timers/promises';

/** Requests that are not final yet. */
export async function openRequests(database, institutions) {
  const { rows } = await database.query(
    'select coalesce(sum(open), 0)::int as open from queue where $1::text[] is null or institution = any($1)',
    [institutions ?? null],
  );
  return rows[0].open;
}

/**
 * Looks every `everyMs` until `isReached` says true of the number of open requests; shows how it goes every ten seconds. Throws nothing when the
 * patience is over: the checker then says what is missing.
 */
export async function watchRequests(
  database,
  { everyMs = 500, patienceMs = 900_000, institutions, isReached = (open) => open === 0 },
) {
  let shownAt = performance.now();
  for (const deadline = shownAt + patienceMs; performance.now() < deadline; await sleep(everyMs)) {
    const open = await openRequests(database, institutions);
    if (await isReached(open)) return true;
    if (performance.now() - shownAt < 10_000) continue;
    shownAt = performance.now();
    console.log(`  ${open.toLocaleString('en-US')} requests are open`);
  }
  console.log(`  Given up after ${Math.round(patienceMs / 1000)} s.`);
  return false;
}
