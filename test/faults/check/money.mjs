import { effectsOf, fen } from './ledger-acts.mjs';

const fundAccount = '45050161381309000015';
const fundBank = 'ccb';

/** To the fen: what left an account for the fund, what the fund received, what our tables say of both, what was paid out of it. */
export function checkMoney({ tables, ledgers, explanations }, promises) {
  const out = new Map();
  const intoFund = new Map();
  const outOfFund = new Map();
  const add = (map, key, amount) => map.set(key, [...(map.get(key) ?? []), amount]);
  for (const [institution, ledger] of ledgers) {
    for (const { effect } of effectsOf(ledger)) {
      if (effect.kind !== 'booked' || effect.reference === undefined) continue;
      const isFund = institution === fundBank && effect.account === fundAccount;
      if (isFund && effect.direction === 'in') add(intoFund, effect.reference, fen(effect.amount));
      else if (isFund) add(outOfFund, effect.reference, fen(effect.amount));
      else if (effect.direction === 'out') add(out, effect.reference, fen(effect.amount));
    }
  }
  const deductions = new Map(tables.deductions.map((row) => [row.request_id, row]));
  const truthful = (id) => !explanations.liedAbout(id);
  promises.keep(
    'no transfer to the fund left a bank twice',
    out.size,
    [...out].filter(([, amounts]) => amounts.length > 1).map(([request, amounts]) => ({ request, amounts: amounts.join(' ') })),
  );
  promises.keep(
    'every transfer to the fund is a deduction of ours, to the fen',
    out.size,
    [...out]
      .filter(([id, amounts]) => truthful(id) && BigInt(deductions.get(id)?.amount_fen ?? -1) !== sum(amounts))
      .map(([request, amounts]) => ({ request, bank: `${sum(amounts)}`, ours: deductions.get(request)?.amount_fen ?? 'none' })),
  );
  promises.keep(
    'every deduction of ours left its bank and reached the fund, to the fen',
    deductions.size,
    [...deductions.values()].flatMap(({ request_id: request, amount_fen: ours, received_fen: received }) => {
      const figures = {
        ours: BigInt(ours),
        received: BigInt(received),
        bank: sum(out.get(request) ?? []),
        fund: sum(intoFund.get(request) ?? []),
      };
      const areEqual = new Set(Object.values(figures)).size === 1;
      return areEqual ? [] : [{ request, ...texts(figures) }];
    }),
  );
  promises.keep(
    'a deduction is at most what was ordered',
    deductions.size,
    [...deductions.values()]
      .filter(({ request_id: id, amount_fen: amount }) => BigInt(amount) > BigInt(tables.requests.get(id).task.amountFen))
      .map(({ request_id: request }) => ({ request })),
  );
  const lines = Map.groupBy(
    tables.fundLines.filter(({ matched_request_id: id }) => id !== null),
    ({ matched_request_id: id }) => id,
  );
  promises.keep(
    'lines of the fund account are booked once, to the right deduction or payment',
    tables.fundLines.length,
    [...lines]
      .filter(([id, some]) => some.some(({ reference }) => reference !== id && reference !== null) || some.length > 1)
      .map(([request, some]) => ({ request, lines: some.map(({ line_id: line }) => line).join(' ') })),
  );
  checkPayments({ tables, outOfFund, explanations }, promises);
}

function checkPayments({ tables, outOfFund }, promises) {
  promises.keep('payments are what left the fund account, to the fen and once', tables.payments.length, [
    ...tables.payments
      .filter(
        ({ request_id: id, state, amount_fen: amount }) =>
          (state === 'paid' ? BigInt(amount) : 0n) !== sum(outOfFund.get(id) ?? []),
      )
      .map(({ request_id: request, state }) => ({ request, state, bank: `${sum(outOfFund.get(request) ?? [])}` })),
    ...[...outOfFund]
      .filter(([id, amounts]) => amounts.length > 1 || !tables.payments.some((row) => row.request_id === id))
      .map(([request]) => ({ request, payment: 'twice, or none of ours' })),
  ]);
  const paid = Map.groupBy(
    tables.payments.filter(({ state }) => state === 'paid'),
    ({ claim_id: claim }) => claim,
  );
  promises.keep(
    'what each claim has received is what was paid on it',
    tables.claims.length,
    tables.claims
      .filter(
        ({ id, paid_fen: booked }) =>
          BigInt(booked) !== sum((paid.get(id) ?? []).map(({ amount_fen: amount }) => BigInt(amount))),
      )
      .map(({ id, paid_fen: booked }) => ({ claim: id, booked })),
  );
  const cases = Map.groupBy(
    tables.payments.filter(({ state }) => state === 'paid'),
    ({ case_id: one }) => one,
  );
  const received = Map.groupBy(tables.deductions, ({ case_id: one }) => one);
  promises.keep(
    'no case was paid more than its fund received',
    cases.size,
    [...cases]
      .filter(
        ([id, some]) =>
          sum(some.map((row) => BigInt(row.amount_fen))) > sum((received.get(id) ?? []).map((row) => BigInt(row.received_fen))),
      )
      .map(([id]) => ({ case: id })),
  );
}

const sum = (amounts) => amounts.reduce((total, amount) => total + amount, 0n);
const texts = (figures) => Object.fromEntries(Object.entries(figures).map(([name, amount]) => [name, `${amount}`]));
