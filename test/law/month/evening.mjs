import { comeToRest } from '../../faults/run/quiet.mjs';

const patienceMs = 120_000;
const rounds = 12;

/** What was ordered today is through, as far as it can be without the bureau. */
export function comeHome(house) {
  return comeToRest(house, 20_000);
}

/**
 * The end of the month. Whatever waits for the bureau is dealt with, every bank is asked how every active freeze stands, and what the budget drafts
 * upon that is signed, until nothing is left and nothing new comes. `rest` is what was left, empty when all came to rest; `corrected` how many
 * figures of the book the first round of questions put right.
 */
export async function reckon(house, bureau) {
  let corrected;
  for (let round = 0; round < rounds; round += 1) {
    const signed = await bureau.clearTheDesk();
    let rest = await comeToRest(house, patienceMs);
    if (Object.keys(rest).length > 0) return { rest, corrected };
    if (round > 0 && signed === 0 && !(await budgetsAreDue(house))) return { rest: {}, corrected };
    const known = await reportedFigures(house);
    await askEveryBank(house);
    rest = await comeToRest(house, patienceMs);
    if (Object.keys(rest).length > 0) return { rest, corrected };
    corrected ??= (await reportedFigures(house)) - known;
  }
  return { rest: { 'rounds after which the budget still drafted releases': rounds }, corrected };
}

async function askEveryBank(house) {
  await house.ask(
    `update account_freeze set position_wanted_at = $1, position_asked_at = null where state = 'active' and kind = 'account'`,
    [new Date()],
  );
}

async function reportedFigures(house) {
  const [{ n }] = await house.ask(`select count(*)::int as n from freeze_event where kind = 'reported'`);
  return n;
}

async function budgetsAreDue(house) {
  const [{ n }] = await house.ask(
    `select (select count(*) from budget_due) + (select count(*) from enforcement_order where state = 'awaiting_approval' and cause = 'budget') as n`,
  );
  return Number(n) > 0;
}
