import { expect, it } from '@jest/globals';
import { asMachine } from '#platform/clocks.js';
import { schemaDifferences } from '#storage/check-schema.js';
import { withDatabase } from './harness/database.js';

const test = withDatabase('schema');

it('entities and migrations describe the same tables', async () => {
  expect(await schemaDifferences(test.url, asMachine(new Date()))).toEqual([]);
});

it('sees a column that only one of them knows', async () => {
  await test.database.query('alter table person add column nickname text');
  expect(await schemaDifferences(test.url, asMachine(new Date()))).toEqual([expect.stringContaining('nickname')]);
  await test.database.query('alter table person drop column nickname');
});
