import { describe, expect, it } from '@jest/globals';
import { check } from './expectation.js';
import { fill, UnknownNameError } from './names.js';
import { matches, mismatches } from './matching.js';
import { SourceFile, StoryFileError } from './source-file.js';
import { storyOf } from './story.js';

const page = (...items: unknown[]) => ({ items, next: null });

describe('what a story expects', () => {
  it('looks at what is mentioned and at nothing else', () => {
    expect(mismatches({ a: { b: '1' } }, { a: { b: '1', c: 2 }, d: 3 })).toEqual([]);
    expect(mismatches({ a: { b: '1' } }, { a: { b: '2' } })).toEqual([{ place: ['a', 'b'], expected: '1', found: '2' }]);
  });

  it('takes no number for a text and no absence for a value', () => {
    expect(matches({ amount: '305000.00' }, { amount: 305000 })).toBe(false);
    expect(matches({ amount: '0.00' }, {})).toBe(false);
    expect(matches({ outcome: null }, {})).toBe(true);
    expect(matches({ outcome: null }, { outcome: 'nothing' })).toBe(false);
  });

  it('compares lists by length and order', () => {
    expect(matches([{ slot: 1 }], [{ slot: 1 }, { slot: 2 }])).toBe(false);
    expect(matches({ silent: [] }, { silent: ['czb'] })).toBe(false);
  });

  it("takes a moment by its day in China, eight hours before UTC's", () => {
    expect(matches({ day: '2020-03-12' }, '2020-03-11T16:00:00Z')).toBe(true);
    expect(matches({ day: '2020-03-12' }, '2020-03-12T16:00:00Z')).toBe(false);
    expect(matches({ day: '2020-03-12' }, undefined)).toBe(false);
  });

  it('finds one element, and says how many there were when it was not one', () => {
    const answer = page({ code: 'abc', amount: '1.00' }, { code: 'abc', amount: '2.00' });
    expect(check({ find: { amount: '2.00' }, values: { code: 'abc' } }, answer)).toEqual({
      failures: [],
      value: { code: 'abc', amount: '2.00' },
    });
    expect(check({ find: { code: 'abc' } }, answer).failures).toMatchObject([
      { place: ['find'], expected: '1', found: '2 among 2' },
    ]);
  });

  it('adds up yuan to the fen, and refuses what is no yuan', () => {
    const answer = page({ amount: '0.10' }, { amount: '0.20' }, { amount: '304999.70' });
    expect(check({ sum: { of: 'amount', is: '305000.00' } }, answer).failures).toEqual([]);
    expect(check({ sum: { of: 'amount', is: '305000.00' } }, page({ amount: 305000 })).failures).toHaveLength(1);
  });

  it('counts no first page for the whole list', () => {
    expect(check({ count: 1 }, { items: [1], next: 'more' }).failures).toMatchObject([{ expected: 'the whole list' }]);
    expect(check({ count: 1 }, { amount: '1.00' }).failures).toMatchObject([{ expected: 'a list' }]);
  });
});

describe('names', () => {
  it('takes a value as it is where it stands alone, and as text inside a text', () => {
    const names = { case: { id: 'c1', parties: [{ id: 'p1' }] } };
    expect(fill({ all: '${case.parties}', path: '/cases/${case.id}', '${case.id}': 1 }, names)).toEqual({
      all: [{ id: 'p1' }],
      path: '/cases/c1',
      c1: 1,
    });
  });

  it('says which name nobody saved', () => {
    expect(() => fill('/orders/${freeze.id}', {})).toThrow(UnknownNameError);
    expect(() => fill('/orders/${freeze.id}', {})).toThrow('nothing is saved as ${freeze.id}');
  });

  it('carries the words of a document as base64', () => {
    expect(fill({ content: { 'base64 of': '裁定 ${n}' } }, { n: 1 })).toEqual({
      content: Buffer.from('裁定 1').toString('base64'),
    });
  });
});

describe('a story file', () => {
  const head = new SourceFile('s/story.yaml', 'title: { zh: 甲, en: a }\ncase: c\nfinished:\n  - expect: { path: /x }\n');
  const read = (text: string) => () => storyOf('s', head, [new SourceFile('s/01.yaml', text)]);

  it('says on which line it is not YAML', () => {
    expect(() => new SourceFile('s/01.yaml', 'steps:\n  - "open')).toThrow(/^s\/01\.yaml:\d+: /);
  });

  it('says on which line a word is unknown', () => {
    const text =
      'steps:\n  - step: 1\n    title: { zh: 甲, en: a }\n    do:\n      - expect:\n          path: /x\n          valuse: {}\n';
    expect(read(text)).toThrow(StoryFileError);
    expect(read(text)).toThrow(/^s\/01\.yaml:6: .*valuse/);
  });

  it('numbers its steps without a gap', () => {
    const text = 'steps:\n  - step: 2\n    title: { zh: 甲, en: a }\n    do: [{ expect: { path: /x } }]\n';
    expect(read(text)).toThrow('s/01.yaml:2: step: expected 1, found 2');
  });
});
