import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type RequestsMessage, requestsMessage } from '#messages/requests.js';
import { FactsRead } from './facts-read.js';

type Requests = Extract<RequestsMessage, { type: 'requests' }>;
const golden = (name: string) => JSON.parse(readFileSync(`test/contract/golden/messages/${name}.json`, 'utf8')) as Requests;
const [apart, shared] = [golden('requests.v1.freeze'), golden('requests.v2.freeze') as Extract<Requests, { version: 2 }>];
const [text = ''] = shared.facts;

describe('facts that requests share', () => {
  it('make the items of before, and the same objects for every message that carries the same text', () => {
    const facts = new FactsRead();
    const read = facts.itemsIn(shared);
    expect(read).toEqual(apart.items);
    expect(facts.itemsIn(apart)).toEqual(apart.items);
    const again = facts.itemsIn({ ...shared, institution: 'abc' });
    if ('reason' in read || 'reason' in again) throw new Error('not read');
    expect(again[0]?.subject).toBe(read[0]?.subject);
  });

  it('of one order never stand in for those of another', () => {
    const other = { ...(JSON.parse(text) as object), caseNumber: '（2020）桂1381执恢2号' };
    const facts = new FactsRead();
    const [item] = shared.items;
    const both = { ...shared, facts: [text, JSON.stringify(other)], items: [1, 0].map((place) => ({ ...item, facts: place })) };
    const read = facts.itemsIn(both as Requests);
    expect('reason' in read ? read : read.map(({ caseNumber }) => caseNumber)).toEqual([
      '（2020）桂1381执恢2号',
      '（2020）桂1381执恢1号',
    ]);
  });

  it.each([
    ['no JSON', '{"caseNumber"', 'not_json'],
    ['a key said twice', text.replace('{', '{"caseNumber":"（2020）1号",'), 'duplicate_keys'],
    ['a member nobody knows', text.replace('{', '{"surprise":1,'), 'schema'],
    ['no number', text.replace('"caseNumber"', '"CaseNumber"'), 'schema'],
  ])('with %s are said to be so, without a word of what stands there, each time', (_, wrong, reason) => {
    const facts = new FactsRead();
    for (let time = 0; time < 2; time += 1) {
      const read = facts.itemsIn({ ...shared, facts: [wrong] });
      expect(read).toMatchObject({ reason, detail: expect.stringMatching(/^facts: /) });
      expect(JSON.stringify(read)).not.toMatch(/2020|某公司/);
    }
  });

  it('must be there', () => {
    const nowhere = { ...shared, items: shared.items.map((item) => ({ ...item, facts: 1 })) };
    expect(requestsMessage.safeParse(nowhere).error?.issues[0]?.path).toEqual(['facts']);
    expect(requestsMessage.parse(shared)).toEqual(shared);
  });

  it('are forgotten when there are many', () => {
    const facts = new FactsRead();
    const first = facts.itemsIn(shared);
    for (let number = 0; number < 2_000; number += 1) {
      facts.itemsIn({ ...shared, facts: [text.replace('执恢1号', `执恢${number + 2}号`)] });
    }
    const again = facts.itemsIn(shared);
    expect(again).toEqual(first);
    if ('reason' in first || 'reason' in again) throw new Error('not read');
    expect(again[0]?.subject).not.toBe(first[0]?.subject);
  });
});
