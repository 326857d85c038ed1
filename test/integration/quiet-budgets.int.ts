import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeWithItsOwnPapers } from '#papers/place-with-papers.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { asLegal, asMachine, Clock } from '#platform/clocks.js';
import { createLogger } from '#platform/logger.js';
import { wantBudgets } from '#storage/budget/budget-due.js';
import { type BudgetRules, keepBudget } from '#storage/budget/keep-budget.js';
import { settleQuietBudgets } from '#storage/budget/quiet-budgets.js';
import { Database } from '#storage/database.js';
import { type Moment } from '#storage/events.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { readArticles } from '#storage/law/articles-file.js';
import { readDebtLaw } from '#storage/law/debt-law-file.js';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { newId } from '#storage/new-id.js';
import { Budgets } from '../../apps/control/src/budgets.js';
import { withDatabase } from './harness/database.js';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { wantDailyBudgets } from '#storage/debt/debt-of-case.js';
import { FreezeHistory, step, type Step } from './harness/freeze-history.js';
import { dueBudgets, seedCase, T0 } from './harness/seeds.js';

const RUNS = Number(process.env['TEST_RUNS'] ?? 25);
const seed = Number(process.env['TEST_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const rules: BudgetRules = {
  ...readFreezeBudgetRules('config/law'),
  debt: readDebtLaw('config/law'),
  partialRelease: (institution) => institution !== 'njcb',
  place: placeWithItsOwnPapers({ nameOf: (code) => code, articles: readArticles('config/law') }),
};

const act = (act: Step['act'], pick: number, percent: number, look: boolean): Step => ({ act, pick, percent, ofThat: 100, look });
/** What chance finds rarely: each is taken for quiet by a sieve that forgets one of its conditions. */
const NOT_QUIET = {
  'caught too much and let go again before anybody looked': [
    act('freeze', 1, 100, true),
    act('freeze', 1, 20, false),
    act('release', 3, 0, true),
  ],
  'an excess ended by a freeze that went on under another file': [
    act('freeze', 1, 100, false),
    act('freeze', 1, 20, true),
    act('move', 0, 0, true),
  ],
  'a whole account that has caught all of the debt': [act('whole', 2, 100, true)],
  'a debt that grows': [act('freeze', 1, 90, true), act('terms', 0, 0, true), act('days', 40, 0, true)],
};

/** Everything a look may write of a case, in the order it was written. */
const WRITTEN = [
  'select case_id from budget_due where case_id = $1',
  `select kept_at, (select count(*)::int from freeze_event e where e.case_id = $1 and e.id <= m.freeze_event_id) as changes
   from budget_mark m where case_id = $1`,
  'select id, from_at, to_at, amount_fen, cause, release_order_id from budget_excess where case_id = $1 order by from_at, id',
  'select id, party_id, measure, state, cause, legal_basis, targets, answer_by, placed_at from enforcement_order where case_id = $1 order by id',
  'select kind, number, name from document where case_id = $1 order by id',
  'select kind, order_id, subject_id, actor, at, legal_at, data from event where case_id = $1 order by id',
  'select act, actor, subject_id, reason, facts from audit where case_id = $1 order by id',
  'select reckoned_on, target_fen, owed_fen, per_day_fen from case_debt where case_id = $1',
  'select state, owed_fen, caps_fen, shortfall_fen, proposed_at, closed_at from top_up_proposal where case_id = $1 order by id',
  'select id, party_id, account, state, cap_fen, caught_fen, reported_at from account_freeze where case_id = $1 order by id',
];

describe('budgets of many cases at once', () => {
  const test = withDatabase('quiet_budgets');
  const sift = (now: Moment, after?: string, most = 500, database = test.database) =>
    database.steady.transaction((tx) => settleQuietBudgets(tx, after, most, now.machine));

  async function lookFully(caseIds: readonly string[], now: Moment): Promise<void> {
    for (const id of caseIds) await keepBudget(test.database, id, rules, now);
  }

  /** The rows of a history with the names taken out that differ between two alike. */
  async function writtenOf({ caseIds }: FreezeHistory): Promise<string[]> {
    const names = new Map<string, string>();
    const nameOf = (id: string) => names.get(id) ?? names.set(id, `id${names.size}`).get(id) ?? id;
    const lines: string[] = [];
    for (const caseId of caseIds) {
      for (const statement of WRITTEN) {
        const { rows } = await test.database.query(statement, [caseId]);
        const text = rows.map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value)));
        lines.push(...text.map((line) => line.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, nameOf)));
      }
    }
    const same = (line: string) => line.replaceAll(/"[ab](\d+)"/g, '"account$1"').replaceAll(/桂1381执\d+号/g, '桂1381执号');
    // a paper names its case, and so does its digest
    return lines.map((line) => same(line).replaceAll(/"sha256":"[0-9a-f]{64}"/g, '"sha256":""'));
  }

  it('R2.4-1, R2.4-5: the quiet ones found together and the rest looked at leave everything as a full look at each does', async () => {
    const seen = { quiet: 0, loud: 0 };
    async function alike(steps: readonly Step[]): Promise<void> {
      const [full, sifted] = [await FreezeHistory.begin(test.database, 'a'), await FreezeHistory.begin(test.database, 'b')];
      for (const one of [...steps, { act: 'days', pick: 0, percent: 0, ofThat: 0, look: true } as const]) {
        await full.live(one);
        await sifted.live(one);
        if (!one.look) continue;
        // the day turned for files of earlier histories too
        await test.database.query('delete from budget_due where case_id <> all($1::uuid[])', [
          [...full.caseIds, ...sifted.caseIds],
        ]);
        await lookFully(full.caseIds, full.now);
        const { quiet, loud } = await sift(sifted.now);
        expect(sifted.caseIds).toEqual(expect.arrayContaining([...quiet, ...loud]));
        await lookFully(loud, sifted.now);
        seen.loud += loud.length;
        seen.quiet += quiet.length;
        expect(await writtenOf(sifted)).toEqual(await writtenOf(full));
      }
    }
    const examples = Object.values(NOT_QUIET).map((steps): [Step[]] => [steps]);
    const steps = fc.array(step, { minLength: 4, maxLength: 24, size: 'max' });
    await fc.assert(fc.asyncProperty(steps, alike), { numRuns: RUNS, seed, examples });
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
    console.log(`seed ${seed}: ${seen.quiet} quiet, ${seen.loud} looked at in full`);
    expect(Math.min(seen.quiet, seen.loud)).toBeGreaterThan(0);
  }, 240_000);

  async function due(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) ids.push((await seedCase(test.database)).caseId);
    await wantBudgets(test.database, ids);
    return ids;
  }
  const at = (second: number): Moment => {
    const now = new Date(Date.UTC(2026, 10, 3, 1, 0, second));
    return { machine: asMachine(now), legal: asLegal(now) };
  };

  it('two replicas at once settle each case once, and pass over one that is held without waiting for it', async () => {
    const ids = await due(300);
    const [heldId = ''] = ids;
    const replicas = [1, 2].map((number) => new Database({ url: test.url, poolSize: 2, applicationName: `replica ${number}` }));
    const settled: string[] = [];
    const rounds = async (replica: Database, now: Moment) => {
      for (let round = 0, after: string | undefined; round < 40; round += 1) {
        const { quiet, loud, next } = await sift(now, after, 20, replica);
        expect(loud).toEqual([]);
        settled.push(...quiet);
        after = next;
      }
    };
    const holder = await test.database.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from enforcement_case where id = $1 for no key update', [heldId]);
      await Promise.all(replicas.map((replica, index) => rounds(replica, at(index))));
      expect(settled.toSorted()).toEqual(ids.slice(1).toSorted());
      await holder.query('commit');
    } finally {
      holder.release();
      for (const replica of replicas) await replica.close();
    }
    expect(await sift(at(3))).toMatchObject({ quiet: [heldId], loud: [] });
    expect(await sift(at(4))).toMatchObject({ quiet: [], loud: [] });
    const { rows } = await test.database.query('select from budget_mark where case_id = any($1::uuid[])', [ids]);
    expect(rows).toHaveLength(300);
  }, 60_000);

  it('one whose terms nobody can read stays on the list, and stands in nobody’s way', async () => {
    await test.database.query('delete from budget_due');
    // what earlier tests left to grow comes first, so that the loop's own turn of the day adds nothing
    await wantDailyBudgets(test.database, legalDay(new Clock().legal()), 1_000);
    const [broken = '', growing = '', quiet = ''] = (await due(3)).toSorted();
    for (const [caseId, terms] of [
      [broken, {}],
      [growing, { effectiveOn: '2026-11-02', items: [{ id: 'p', kind: 'principal', label: '工资', amount: '305000.00' }] }],
    ] as const) {
      await test.database.query(
        `with paper as (insert into document (id, case_id, kind, name, media_type, sha256, content, created_by, created_at)
           values ($2, $1, 'title', '判决书.pdf', 'application/pdf', repeat('0', 64), '', 'judge', $4) returning id)
         insert into claim_terms (claim_id, version, terms, reason, document_id, set_by, set_at)
         select c.id, 1, $3, '录入', paper.id, 'judge', $4 from claim c, paper where c.case_id = $1`,
        [caseId, newId(), JSON.stringify(terms), T0],
      );
    }
    const directory = InstitutionDirectory.load('config/institutions', { SIMULATOR_URL: 'http://127.0.0.1:1' });
    const [freezes, articles] = [readFreezeBudgetRules('config/law'), readArticles('config/law')];
    const logger = createLogger('control', 'test', 'silent');
    const loop = new Budgets(test.database, new Clock(), directory, freezes, articles, rules.debt, logger);
    loop.onApplicationBootstrap();
    try {
      for (let tries = 0; tries < 200 && (await dueBudgets(test.database)).length > 1; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } finally {
      await loop.onApplicationShutdown();
    }
    expect(await dueBudgets(test.database)).toEqual([broken]);
    const { rows } = await test.database.query<{ case_id: string }>(
      'select case_id from budget_mark where case_id = any($1::uuid[]) order by 1',
      [[broken, growing, quiet]],
    );
    expect(rows.map((row) => row.case_id)).toEqual([growing, quiet]);
    await test.database.query('delete from budget_due');
  });

  it('stopped half-way it has done nothing, and goes behind what it has seen', async () => {
    const ids = (await due(3)).toSorted();
    await test.database.query(
      `create function stop() returns trigger language plpgsql as $$ begin raise exception 'stopped'; end $$`,
    );
    await test.database.query('create trigger stop before insert on budget_mark for each row execute function stop()');
    await expect(sift(at(5))).rejects.toThrow('stopped');
    await test.database.query('drop trigger stop on budget_mark');
    const { quiet } = await sift(at(6), ids[0]);
    expect(quiet.toSorted()).toEqual(ids.slice(1));
    expect((await sift(at(7))).quiet).toEqual(ids.slice(0, 1));
  });
});
