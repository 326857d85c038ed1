import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requestsMessage } from '#messages/requests.js';
import { type ToldFacts } from '#storage/queue/request-facts.js';
import { FactsRead } from '../../adapters/src/facts-read.js';
import { FactsAsText, sharedFrom } from './facts-as-text.js';
import { messageOf } from './requests-message.js';

const told = (number: number): ToldFacts => ({
  case_number: `（2020）桂1381执恢${number}号`,
  court_code: '桂1381',
  court_name: '合山市人民法院',
  judge_name: '韦法官',
  legal_basis: { noticeNumber: `第${number}号`, officers: [{ name: '韦法官', workCard: 'W1', dutyCard: 'D1' }] },
  documents: [
    { id: '01a1b2c3-d4e5-7f00-8a0b-0c0d0e0f1099', name: '裁定书', mediaType: 'application/pdf', sha256: '0'.repeat(64) },
  ],
  subject: {
    kind: 'organisation',
    name: `“某”\\𠮷公司${number}`,
    idType: 'unified_credit_code',
    idNumbers: ['91350100M000100Y43'],
  },
});
const own = (number: number) => ({
  requestId: `01a1b2c3-d4e5-7f00-8a0b-${String(number).padStart(12, '0')}`,
  attempt: 1,
  caseId: '01a1b2c3-d4e5-7f00-8a0b-0c0d0e0f1000',
  notAfter: '2026-03-02T01:00:12.000Z',
  task: { measure: 'inquire' as const },
});

describe('a message of requests', () => {
  it('says of each what it would say alone, and what several share only once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 12 }), (orders) => {
        const facts = new FactsAsText();
        const known = [0, 1, 2, 3, 4].map(told);
        const items = orders.map((order, number) => {
          const written = facts.of(known[order] ?? told(order));
          if ('wrong' in written) throw new Error(written.wrong.join());
          return { own: own(number), ...written };
        });
        const written = JSON.stringify(messageOf('icbc', items));
        // what V8 holds in one byte a character
        expect(written).toMatch(/^[\x20-\x7e]+$/);
        const message = requestsMessage.parse(JSON.parse(written));
        expect(message).toMatchObject({ type: 'requests', version: 2 });
        if (message.type !== 'requests' || message.version !== 2) return;
        expect(message.facts).toHaveLength(new Set(orders).size);
        expect(new FactsRead().itemsIn(message)).toEqual(
          orders.map((order, number) => ({ ...own(number), ...sharedFrom(told(order)) })),
        );
      }),
    );
  });

  it('is not made of facts no message takes: their fields are named, and not what they say', () => {
    const wrong = { ...told(1), subject: { ...told(1).subject, idNumbers: [] } };
    const written = new FactsAsText().of(wrong);
    expect(written).toEqual({ wrong: ['subject.idNumbers'] });
  });
});
