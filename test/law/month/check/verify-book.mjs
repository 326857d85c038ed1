import path from 'node:path';
import { nodeBinary, root } from '../../../../scripts/place.mjs';
import { quietRun } from '../../../../scripts/quiet-run.mjs';

/** npm run book:verify, as an operator runs it. */
export async function verifyBook(house, promises) {
  const run = await quietRun(nodeBinary(), [path.join(root, 'dist/libs/storage/src/freezes/verify-book-command.js')], {
    env: { ...process.env, DATABASE_URL: house.databaseServer.url },
  });
  const lines = run.output.trim().split('\n');
  promises.keep('npm run book:verify finds the book to be the fold of its events', 1, run.ok ? [] : [{ said: lines.at(-1) }]);
}
