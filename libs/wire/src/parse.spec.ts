import { describe, expect, it } from '@jest/globals';
import { creditsMessage } from '#messages/credits.js';
import { requestsMessage } from '#messages/requests.js';
import { parsePayload } from './parse.js';

const credits = {
  type: 'credits',
  version: 1,
  institution: 'icbc',
  noticeId: 'n-1',
  items: [
    {
      creditId: 'c-1',
      account: '6222020000000001',
      subject: { idType: 'citizen_id', idNumber: '450000199001010012' },
      amountFen: '30500000',
      currency: 'CNY',
      bookedAt: '2020-03-02T09:00:00+08:00',
      balanceAfterFen: '30500000',
      availableFen: '30500000',
    },
  ],
};
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const reason = (payload: Buffer | null) => {
  const parsed = parsePayload(creditsMessage, payload);
  return 'reason' in parsed ? parsed.reason : 'parsed';
};

describe('parsePayload', () => {
  it('gives the message the schema describes', () => {
    expect(parsePayload(creditsMessage, bytes(credits))).toEqual({ value: credits });
  });

  it('says why a body cannot be read', () => {
    expect(reason(null)).toBe('empty');
    expect(reason(Buffer.alloc(0))).toBe('empty');
    expect(reason(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toBe('not_utf8');
    expect(reason(Buffer.from('{"type":'))).toBe('not_json');
    expect(reason(Buffer.from('{"type":"credits","type":"credits"}'))).toBe('duplicate_keys');
    expect(reason(Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)))).toBe('too_deep');
    expect(reason(bytes(null))).toBe('schema');
    expect(reason(bytes({ ...credits, items: [] }))).toBe('schema');
    expect(reason(bytes({ ...credits, more: 1 }))).toBe('schema');
  });

  it('tells a version of the future and a foreign type from a broken message', () => {
    expect(reason(bytes({ ...credits, version: 2 }))).toBe('unknown_version');
    expect(reason(bytes({ ...credits, type: 'debits' }))).toBe('unknown_type');
    const future = { type: 'requests', version: 3, institution: 'icbc', items: [{}], added: true };
    expect(parsePayload(requestsMessage, bytes(future))).toMatchObject({ reason: 'unknown_version' });
  });

  it('never repeats what stood in the message', () => {
    const [item] = credits.items;
    const secret = '450000199001010012';
    const broken = {
      ...credits,
      items: [{ ...item, amountFen: `x${secret}`, subject: { idType: 1, idNumber: [secret] }, currency: { secret } }],
    };
    const parsed = parsePayload(creditsMessage, bytes(broken));
    expect(parsed).toMatchObject({ reason: 'schema', detail: expect.stringContaining('items.0.amountFen') as unknown });
    expect(JSON.stringify(parsed)).not.toContain(secret);
  });
});
