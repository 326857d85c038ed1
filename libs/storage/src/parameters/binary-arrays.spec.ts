import { describe, expect, it } from '@jest/globals';
import { withBinaryArrays } from './binary-arrays.js';

const ID = '0192f1c4-5b7e-7c00-8000-00000000abcd';

/** What PostgreSQL makes of them is in test/integration/binary-arrays.int.ts. */
describe('arrays of parameters', () => {
  it('go in binary form where a cast says of what', () => {
    const [ids, no, times] = withBinaryArrays('select $1::uuid[], $2::int, $3::timestamptz[]', [[ID], 7, [new Date(0)]]);
    expect(ids).toEqual(
      Buffer.from(`00000001${'00000000'}00000b86${'00000001'}00000001${'00000010'}${ID.replaceAll('-', '')}`, 'hex'),
    );
    expect(no).toBe(7);
    expect(times).toBeInstanceOf(Buffer);
  });

  it('go by the number of the parameter, not by where its cast stands', () => {
    const [first, second] = withBinaryArrays('select $2::text[], $1::boolean[], $1', [[true], ['a']]);
    expect(first).toEqual(withBinaryArrays('$1::boolean[]', [[true]])[0]);
    expect(second).toEqual(withBinaryArrays('$1::text[]', [['a']])[0]);
  });

  it.each([
    ['a uuid in capitals', 'uuid', ID.toUpperCase()],
    ['a uuid in braces', 'uuid', `{${ID}}`],
    ['a uuid with a letter too high', 'uuid', ID.replace('b', 'g')],
    ['a uuid with a character that has more than eight bits', 'uuid', ID.replace('b', '\u0162')],
    ['a uuid hyphenated elsewhere', 'uuid', ID.replace('-5b7e', '5-b7e')],
    ['a number with a part', 'int', 1.5],
    ['a number too large', 'int', 2 ** 31],
    ['a number as text', 'int', '1'],
    ['an amount too large', 'bigint', 2n ** 63n],
    ['an amount as text', 'bigint', '1'],
    ['a time as text', 'timestamptz', '2026-11-27T00:00:00Z'],
    ['a time that is none', 'timestamptz', new Date(Number.NaN)],
    ['a time of the year 3000', 'timestamptz', new Date('3000-01-01T00:00:00Z')],
    ['an object', 'jsonb', { a: 1 }],
    ['a number where text is wanted', 'text', 1],
    ['an array in the array', 'int', [1]],
    ['a type without a binary form here', 'date', '2026-11-27'],
  ])('go as text with %s', (_, type, value) => {
    const values = [[value, null]];
    expect(withBinaryArrays(`select $1::${type}[]`, values)[0]).toBe(values[0]);
  });

  it('go as text where the statement does not say, or says two things', () => {
    const values = [['a'], ['b'], 'c'];
    const sent = withBinaryArrays('select any($1), $2::text[], $2::jsonb[], $2::text[], $3::text[]', values);
    expect(sent).toEqual(values);
    expect(sent).not.toBe(values);
  });
});
