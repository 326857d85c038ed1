import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readStrictJson } from './strict-json.js';

const read = (text: string) => readStrictJson(Buffer.from(text));

describe('readStrictJson', () => {
  it('reads what JSON.parse reads, keys and strings of any spelling', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(read(text)).toEqual({ value: JSON.parse(text) });
      }),
    );
    const spelled = String.raw`{ "a\"b:" : "c\\", "d" :
      ["\":", {"a": 1}, {"a": 2}], "__proto__": {"a": 3}}`;
    expect(read(spelled)).toEqual({ value: JSON.parse(spelled) });
  });

  it('refuses an object that says a key twice, however it is spelled and wherever it lies', () => {
    for (const text of [
      '{"amount":"1","amount":"9"}',
      String.raw`{"amount":"1","\u0061mount":"9"}`,
      // a space hides one of the two keys, and a text in a value looks like one
      '{"a":1,"a" :2,"b":2}',
      '{"a":1,"a"\n:2,"b":":"}',
      String.raw`{"a":1,"a"	:"\":"}`,
      '[{"a":{"b":1,"c":2,"b":1}}]',
      '{"__proto__":1,"__proto__":2}',
    ]) {
      expect(read(text)).toEqual({ kind: 'duplicate_keys' });
    }
  });

  it('tells a key said twice from one said once, whatever spaces and colons stand around', () => {
    const space = fc.constantFrom('', '', ' ', '\n\t');
    const member = fc.tuple(
      // not a backslash before a quotation mark: V8 takes some other key for that one where it has seen it before
      fc.constantFrom('a', 'b', 'c', ':', '":', '\\', 'a\\'),
      space,
      fc.constantFrom('1', '":"', '"\\":"', '" :"'),
    );
    fc.assert(
      fc.property(fc.array(member, { maxLength: 4 }), (members) => {
        const text = `{${members.map(([key, space, value]) => `${JSON.stringify(key)}${space}:${value}`).join(',')}}`;
        const isTwice = new Set(members.map(([key]) => key)).size < members.length;
        expect(read(text)).toEqual(isTwice ? { kind: 'duplicate_keys' } : { value: JSON.parse(text) });
      }),
      { numRuns: 1_000 },
    );
  });

  it('names what else cannot be read', () => {
    expect(read('')).toEqual({ kind: 'empty' });
    expect(readStrictJson(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ kind: 'not_utf8' });
    expect(read('{"a":')).toEqual({ kind: 'not_json' });
    expect(read('NaN')).toEqual({ kind: 'not_json' });
    expect(read('['.repeat(33) + ']'.repeat(33))).toEqual({ kind: 'too_deep' });
    expect(read('['.repeat(200_000) + ']'.repeat(200_000))).toEqual({ kind: 'too_deep' });
    expect(read('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000))).toEqual({ kind: 'too_deep' });
  });

  it('takes time in proportion to its length, also for a string of backslashes and quotes', () => {
    const started = performance.now();
    const text = JSON.stringify({ a: '\\"'.repeat(500_000), b: '\\'.repeat(1_000_000) });
    expect(read(text)).toHaveProperty('value');
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
