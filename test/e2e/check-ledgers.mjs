// The checker alone, on any house that has come to rest: the institutions' ledgers against our tables.
//   DATABASE_URL=postgres://… node test/e2e/check-ledgers.mjs --ledgers .local/simulator
import pg from 'pg';
import { PlainFailure } from '../../scripts/plain-failure.mjs';
import { e2eCommand } from './harness/command.mjs';
import { Verdict } from './harness/verdict.mjs';

await e2eCommand(import.meta, { ledgers: { type: 'string', default: '.local/simulator' } }, async ({ ledgers }) => {
  if (!process.env.DATABASE_URL) throw new PlainFailure('Set DATABASE_URL to the database these ledgers belong to.');
  const database = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
  const verdict = new Verdict();
  const { checkLedgers } = await import('./harness/ledger-check.mjs');
  await checkLedgers({ ledgerFolder: ledgers, database }, verdict);
  await database.end();
  return verdict.print();
});
