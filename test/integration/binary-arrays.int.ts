import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { sqlState } from '#storage/database.js';
import { withBinaryArrays } from '#storage/parameters/binary-arrays.js';
import { withDatabase } from './harness/database.js';

const RUNS = Number(process.env['TEST_RUNS'] ?? 60);
const seed = Number(process.env['TEST_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

const instant = (min: string, max: string) => fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true });
const storable = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => !text.includes('\0'));
const VALUES = {
  uuid: fc.uuid(),
  text: fc.oneof(storable, fc.constantFrom('', 'NULL', '{}', '"', '\\', "a,b\\'c", '北京市朝阳区', '𠮷', 'é'.repeat(64), ' ')),
  jsonb: fc.json({ maxDepth: 3 }).filter((text) => !text.includes('\\u0000')),
  int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  boolean: fc.boolean(),
  timestamptz: fc.oneof(
    instant('1715-01-01T00:00:00Z', '2285-01-01T00:00:00Z'),
    fc.constantFrom(
      new Date('1999-12-31T23:59:59.999Z'),
      new Date('2000-01-01T00:00:00Z'),
      new Date(-1),
      new Date('1752-09-02T12:00:00Z'),
    ),
  ),
  bytea: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
} satisfies Record<string, fc.Arbitrary<unknown>>;

describe('arrays in binary form, read by PostgreSQL', () => {
  const test = withDatabase('binary');

  it.each(Object.entries(VALUES))('of %s are what the text of them is', async (type, value) => {
    const some = fc.array(fc.option(value as fc.Arbitrary<unknown>), { maxLength: 40 });
    const alike = async (values: readonly unknown[]) => {
      const [binary] = withBinaryArrays(`$1::${type}[]`, [values]);
      expect(binary).toBeInstanceOf(Buffer);
      const { rows } = await test.database.pool.query(
        `select $1::${type}[] is not distinct from $2::${type}[] as same, cardinality($1::${type}[]) as count`,
        [binary, values],
      );
      expect(rows).toEqual([{ same: true, count: values.length }]);
    };
    await fc.assert(fc.asyncProperty(some, alike), { numRuns: RUNS, seed, examples: [[[]], [[null]], [[null, null]]] });
  });

  it.each([
    ['uuid', 'not one'],
    ['text', 'with \0 inside'],
    ['jsonb', '{"a":'],
    ['jsonb', '"\\u0000"'],
    ['int', 2 ** 31],
    ['int', 1.5],
    ['bigint', 2n ** 63n],
    ['timestamptz', '2026-02-30'],
  ])('with a %s that is none are refused like the text of them: %p', async (type, value) => {
    const stateOf = (query: Promise<unknown>) => query.then(() => 'taken', sqlState);
    const asText = await stateOf(test.database.pool.query(`select $1::${type}[]`, [[value]]));
    expect(asText).toMatch(/^22/);
    expect(await stateOf(test.database.query(`select $1::${type}[]`, [[value]]))).toBe(asText);
    expect(await stateOf(test.database.steady.query(`select $1::${type}[]`, [[value]]))).toBe(asText);
  });

  it('is how every way to ask sends them', async () => {
    const sent: unknown[][] = [];
    const submit = pg.Query.prototype.submit as (this: pg.Query, connection: pg.Connection) => void;
    pg.Query.prototype.submit = function (this: pg.Query & { values?: unknown[] }, connection: pg.Connection) {
      if (this.values !== undefined && this.values.length > 0) sent.push(this.values);
      submit.call(this, connection);
    };
    try {
      const text = 'select x from unnest($1::int[]) as t(x)';
      for (const database of [test.database, test.database.steady]) {
        expect((await database.query(text, [[1, 2]])).rows).toEqual([{ x: 1 }, { x: 2 }]);
        expect((await database.transaction((tx) => tx.query(text, [[3]]))).rows).toEqual([{ x: 3 }]);
      }
    } finally {
      pg.Query.prototype.submit = submit;
    }
    expect(sent).toEqual([[expect.any(Buffer)], [expect.any(Buffer)], [expect.any(Buffer)], [expect.any(Buffer)]]);
  });
});
