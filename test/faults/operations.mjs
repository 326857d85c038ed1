// What docs/runbook.md says, done: each part prints what it did and what held.
//   node test/faults/operations.mjs [--part restart --part migration --part restore]
import { e2eCommand } from '../e2e/harness/command.mjs';
import { Verdict } from '../e2e/harness/verdict.mjs';
import { PlainFailure } from '../../scripts/plain-failure.mjs';
import { migration } from './operations/migration-part.mjs';
import { restore } from './operations/restore-part.mjs';
import { rollingRestart } from './operations/restart-part.mjs';

const parts = { restart: rollingRestart, migration, restore };

await e2eCommand(import.meta, { part: { type: 'string', multiple: true } }, async (flags) => {
  const chosen = flags.part ?? Object.keys(parts);
  const verdict = new Verdict();
  for (const name of chosen) {
    if (parts[name] === undefined)
      throw new PlainFailure(`There is no part ${name}; there are: ${Object.keys(parts).join(', ')}.`);
    console.log(`\n== ${name}`);
    await parts[name](verdict);
  }
  return verdict.print();
});
