// The counterparties' clocks differ from each other by up to 0.8 s, and ours from theirs by the turn of a day.
const slackMs = 15_000;
// Twice a second, and this machine is busy.
const lookMs = 2_000;

/**
 * Times at which our own book held more for a case than was still owed, in the order it was booked, each with the record that tells of it. The
 * budget looks twice a second: `lasting` is the most that stood long enough to be seen, `most` what it came to between two looks as well.
 */
export function excessesOfBook({ events, parts, target, records }) {
  const [caught, caps] = [new Map(), new Map()];
  let [deducted, paid] = [0n, 0n];
  const found = [];
  let open;
  const changes = withParts(events, parts);
  changes.forEach((event, place) => {
    if (event.kind === 'part_payment') {
      paid += BigInt(event.amount_fen);
    } else {
      caught.set(event.freeze_id, event.state === 'active' ? BigInt(event.caught_fen) : 0n);
      caps.set(event.freeze_id, event.state === 'active' ? BigInt(event.cap_fen) : 0n);
    }
    if (event.kind === 'deducted') deducted += BigInt(event.amount_fen);
    const still = target > deducted + paid ? target - deducted - paid : 0n;
    const excess = total(caught) - still;
    if (excess > 0n) {
      open ??= found[found.push({ from: event.true_at, to: Infinity, most: 0n, lasting: 0n, causes: new Set() }) - 1];
      open.causes.add(total(caps) + deducted > target ? 'caught_more' : 'target_fell');
      open.most = greater(open.most, excess);
      const stoodMs = (changes[place + 1]?.booked_at ?? Infinity) - event.booked_at;
      if (stoodMs > lookMs) open.lasting = greater(open.lasting, excess);
    } else if (open) {
      open.to = event.true_at;
      open = undefined;
    }
  });
  return pairUp(found, records);
}

/** What was paid otherwise lowers the debt from the moment it was noted; the book keeps its own order. */
function withParts(events, parts) {
  const left = parts.toSorted((one, other) => one.booked_at - other.booked_at);
  const changes = [];
  for (const event of events) {
    while (left.length > 0 && left[0].booked_at <= event.booked_at)
      changes.push({ ...left.shift(), true_at: changes.at(-1)?.true_at });
    changes.push(event);
  }
  return [...changes, ...left.map((part) => ({ ...part, true_at: changes.at(-1)?.true_at }))];
}

/** Records and times come in one order, that of the banks' clocks; a time that was over before anybody looked may have none. */
function pairUp(found, records) {
  const left = [...records];
  return found
    .toSorted((one, other) => one.from - other.from)
    .map((one) => {
      const next = left[0];
      const fits = next !== undefined && BigInt(next.amount_fen) >= one.lasting && BigInt(next.amount_fen) <= one.most;
      if (fits) left.shift();
      return { ...one, record: fits ? next : undefined };
    });
}

const total = (amounts) => [...amounts.values()].reduce((sum, one) => sum + one, 0n);
const greater = (one, other) => (one > other ? one : other);

/** Times at which the banks held more for a case than was still owed, by their ledgers alone. */
export function excessesAtBanks({ freezes, target, deductions, events, records }, banks) {
  const moves = freezes.flatMap(({ id }) => {
    let before = 0n;
    return (banks.freezes.get(id)?.history ?? []).map(({ at, caught }) => {
      const move = { at, caught: caught - before };
      before = caught;
      return move;
    });
  });
  moves.push(
    ...deductions.flatMap(({ request_id: id }) => {
      const left = banks.transfers.get(id);
      return left ? [{ at: left.at, spent: left.amount }] : [];
    }),
  );
  const found = [];
  let [caught, spent, open] = [0n, 0n, undefined];
  for (const [at, some] of [...Map.groupBy(moves, (move) => move.at)].sort(([a], [b]) => a - b)) {
    for (const move of some) [caught, spent] = [caught + (move.caught ?? 0n), spent + (move.spent ?? 0n)];
    const excess = caught - (target > spent ? target - spent : 0n);
    if (excess > 0n) {
      open ??= found[found.push({ from: at, to: Infinity, most: 0n }) - 1];
      if (excess > open.most) open.most = excess;
    } else if (open) {
      open.to = at;
      open = undefined;
    }
  }
  return found.map((one) => ({
    ...one,
    record: records.find(
      ({ from_at: from, to_at: to }) => from.getTime() <= one.to + slackMs && (to === null || to.getTime() >= one.from - slackMs),
    ),
    wasTold: events.some(({ source, true_at: at }) => source === 'reported' && at.getTime() >= one.from && at.getTime() < one.to),
  }));
}
