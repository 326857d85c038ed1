import { fen } from '../../../faults/check/ledger-acts.mjs';

/**
 * The banks' accounts once more, from nothing but the effects in their ledger files, with the law's own sum for who catches what:
 * alloc_i = min(cap_i, max(0, B − Σ_{j<i} alloc_j)). Neither our code nor the simulator's is used. Returns the freezes and transfers by
 * reference, the accounts, and who moved up when somebody before him went.
 */
export function replay(ledgers) {
  const banks = { freezes: new Map(), accounts: new Map(), transfers: new Map(), promotions: [] };
  for (const [institution, { acts }] of ledgers)
    for (const act of acts) if (act.effects?.length > 0) book(banks, institution, act);
  return banks;
}

/** What was in the books before any of ours. */
export const isOurs = (reference) => !String(reference).startsWith('prior-');

/** The effects of one act are one: a deduction lowers cap and balance at once. */
function book(banks, institution, act) {
  const at = Date.parse(act.asOf);
  const byAccount = Map.groupBy(act.effects, (effect) => accountOf(banks, institution, effect));
  for (const [account, effects] of byAccount) {
    if (account === undefined) continue;
    const before = account.freezes.map((one) => ({ one, caught: one.caught }));
    for (const effect of effects) apply(banks, account, effect, at);
    allocate(account);
    for (const { one, caught } of before) if (one.caught !== caught) one.history.push({ at, caught: one.caught });
    for (const { reference, why } of effects.filter(({ kind }) => kind === 'ended'))
      promote(banks, before, banks.freezes.get(reference), why, at);
  }
}

function accountOf({ accounts, freezes }, institution, effect) {
  const number = effect.account ?? freezes.get(effect.reference)?.account;
  const key = `${institution} ${number}`;
  if (effect.kind === 'account') accounts.set(key, { institution, number, balance: 0n, freezes: [] });
  return accounts.get(key);
}

function apply({ freezes, transfers }, account, effect, at) {
  const freeze = freezes.get(effect.reference);
  switch (effect.kind) {
    case 'booked': {
      const amount = fen(effect.amount);
      account.balance += effect.direction === 'in' ? amount : -amount;
      if (effect.direction === 'out' && effect.reference !== undefined) transfers.set(effect.reference, { at, amount });
      break;
    }
    case 'froze': {
      const { reference, servedAs, authority } = effect;
      const one = { reference, institution: account.institution, account: account.number, servedAs, authority };
      Object.assign(one, { cap: fen(effect.cap), caught: 0n, history: [] });
      freezes.set(reference, one);
      account.freezes = [...account.freezes, one].sort((a, b) => a.servedAs - b.servedAs);
      one.wasBehind = account.freezes.indexOf(one) > 0;
      // Its first catch is a change too: from nothing.
      allocate(account);
      one.history.push({ at, caught: one.caught });
      break;
    }
    case 'reduced':
      freeze.cap -= fen(effect.amount);
      break;
    case 'ended':
      Object.assign(freeze, { ended: effect.why, caught: 0n });
      account.freezes = account.freezes.filter((one) => one !== freeze);
      break;
  }
}

/** Those who stood behind it move up a rank, and catch what it held as far as their caps go. */
function promote({ promotions }, before, gone, after, at) {
  for (const { one, caught } of before)
    if (one !== gone && one.ended === undefined && one.servedAs > gone.servedAs && isOurs(one.reference))
      promotions.push({ freeze: one.reference, of: gone.reference, after, at, gained: one.caught - caught });
}

function allocate({ balance, freezes }) {
  let left = balance > 0n ? balance : 0n;
  for (const one of freezes) {
    one.caught = one.cap < left ? one.cap : left;
    left -= one.caught;
  }
}
