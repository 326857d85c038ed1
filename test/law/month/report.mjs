import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { printTable } from '../../e2e/harness/verdict.mjs';
import { faultFolder } from '../../faults/house/fault-house.mjs';
import { storiesOf } from '../../faults/run/story.mjs';
import { isOurs } from './check/replay.mjs';

/** Prints what the month was made of and every disagreement; true when ledgers, book and budget agree. */
export function report({ promises, facts, banks, district, corrected, seconds }, { seed, name }) {
  const { tables, court } = facts;
  printTable('The month', [
    ['what', 'how many'],
    ...counts(tables, banks, district),
    ['figures of the book the last questions put right', corrected ?? 0],
  ]);
  printTable('Requests', [['measure', 'outcome', 'times'], ...outcomes(tables)]);
  if (tables.excesses.length > 0)
    printTable('Money above the debt', [['case', 'from', 'to', 'yuan', 'cause', 'release'], ...excesses(tables)]);
  printTable('Acts the api refused', [['act, status, reason', 'times'], ...[...court.refused].sort()]);
  printTable('Promises', [
    ['', 'promise', 'looked at', 'broken'],
    ...promises.lines.map(({ promise, checked, offenders }) => [
      offenders.length === 0 ? 'kept' : 'BROKEN',
      promise,
      checked,
      offenders.length,
    ]),
  ]);
  const { broken } = promises;
  for (const { promise, offenders } of broken)
    console.log(`\n  ${promise}:\n${offenders.map((one) => `    ${JSON.stringify(one)}`).join('\n')}`);
  const stories = storiesOf(broken, { ...facts, strikes: [] }).map(
    ({ promise, offender, lines }) => `${promise}, request ${offender.request}\n${lines.map((line) => `    ${line}`).join('\n')}`,
  );
  const folder = faultFolder(name);
  if (stories.length > 0) writeFileSync(path.join(folder, 'stories.txt'), `${stories.join('\n\n')}\n`);
  console.log(
    `\n${broken.length === 0 ? 'AGREED' : 'DISAGREED'}: ${promises.lines.length - broken.length} of ${promises.lines.length} promises, seed ${seed}, ${Math.round(seconds)} s${broken.length > 0 ? `; everything is kept in ${folder}, stories in its stories.txt` : ''}\n`,
  );
  return broken.length === 0;
}

function counts(tables, banks, district) {
  const freezes = tables.freezes.filter(({ kind }) => kind === 'account');
  const courtOf = new Map(tables.cases.map((one) => [one.id, one.court_code]));
  const accounts = [...Map.groupBy(freezes, ({ institution, account }) => `${institution} ${account}`).values()];
  const atLeastTwo = (some, of) => new Set(some.map(of)).size > 1;
  const states = Object.entries(Object.groupBy(freezes, ({ state }) => state)).map(([state, some]) => [
    `freezes ${state}`,
    some.length,
  ]);
  const promotions = banks.promotions;
  const paid = tables.payments.filter(({ state }) => state === 'paid');
  return [
    ['cases', tables.cases.length],
    ['courts', new Set(courtOf.values()).size],
    ['debtors', district.debtors.length],
    ['debtors in two cases or more', sharedDebtors(tables)],
    ['accounts frozen', accounts.length],
    ['accounts with freezes of two cases or more', accounts.filter((some) => atLeastTwo(some, ({ case_id: id }) => id)).length],
    [
      'accounts with freezes of two courts or more',
      accounts.filter((some) => atLeastTwo(some, ({ case_id: id }) => courtOf.get(id))).length,
    ],
    ['accounts others had frozen before us', [...banks.freezes.values()].filter(({ reference }) => !isOurs(reference)).length],
    ['freezes', freezes.length],
    ...states.sort(),
    [
      'freezes put on behind others',
      [...banks.freezes.values()].filter(({ reference, wasBehind }) => isOurs(reference) && wasBehind).length,
    ],
    ['freezes that moved up', new Set(promotions.map(({ freeze }) => freeze)).size],
    ...['release', 'expiry', 'deduction'].map((why) => [
      `  times upon ${why}, with money`,
      `${promotions.filter(({ after }) => after === why).length}, ${promotions.filter(({ after, gained }) => after === why && gained > 0n).length}`,
    ]),
    ['releases drafted by the budget', tables.orders.filter(({ cause }) => cause === 'budget').length],
    ['records of money above the debt', tables.excesses.length],
    ['deductions', tables.deductions.length],
    ['  yuan', money(tables.deductions.map(({ amount_fen: amount }) => amount))],
    ['payments', paid.length],
    ['  yuan', money(paid.map(({ amount_fen: amount }) => amount))],
    ['on the fund account, yuan', money([banks.accounts.get('ccb 45050161381309000015')?.balance ?? 0n])],
  ];
}

function sharedDebtors({ parties }) {
  const debtors = parties.filter(({ role }) => role === 'debtor');
  return [...Map.groupBy(debtors, ({ id_number: id }) => id).values()].filter((some) => some.length > 1).length;
}

function excesses({ excesses: records, cases }) {
  const numbers = new Map(cases.map(({ id, case_number: number }) => [id, number]));
  const day = (at) => at?.toISOString().slice(0, 19).replace('T', ' ') ?? 'open';
  return records.map((row) => [
    numbers.get(row.case_id),
    day(row.from_at),
    day(row.to_at),
    money([row.amount_fen]),
    row.cause,
    row.release_order_id ?? 'none was needed',
  ]);
}

function outcomes({ requests }) {
  const keys = [...requests.values()].map(({ measure, ended_as: outcome }) => `${measure}|${outcome}`);
  return [...Map.groupBy(keys, (key) => key)].map(([key, some]) => [...key.split('|'), some.length]).sort();
}

function money(amounts) {
  const fen = amounts.reduce((sum, one) => sum + BigInt(one), 0n);
  return `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
}
