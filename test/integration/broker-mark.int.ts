import { beforeEach, describe, expect, it } from '@jest/globals';
import { asMachine } from '#platform/clocks.js';
import { ADVISORY_LOCKS } from '#storage/advisory-locks.js';
import { forgetWhatABrokerLost } from '#storage/journal/broker-mark.js';
import { noticeProduced, storeNotice, takeNotice } from '#storage/journal/notices.js';
import { advanceStatementCursor, statementCursor } from '#storage/journal/statement-cursor.js';
import { withDatabase } from './harness/database.js';
import { T0 } from './harness/seeds.js';

const now = asMachine(T0);
const key = { institution: 'icbc', kind: 'credits', noticeId: 'n1' } as const;
const seen = (cluster: string, credits: bigint) => ({ cluster, ends: new Map([['chakong.credits', credits]]) });

describe('a broker that lost its data', () => {
  const test = withDatabase('broker_mark');
  const isWaiting = async () => (await takeNotice(test.database, key)) !== undefined;

  beforeEach(async () => {
    await test.database.query('truncate exchange.notice, exchange.broker_mark, exchange.statement_cursor');
    await storeNotice(test.database, key, { credits: [] }, now);
    await noticeProduced(test.database, key, now);
    await advanceStatementCursor(test.database, 'ccb', '4505', 'c7');
    expect(await forgetWhatABrokerLost(test.database, seen('a', 5n), now)).toBe(false);
  });

  it('is not seen in one that has come further', async () => {
    expect(await forgetWhatABrokerLost(test.database, seen('a', 6n), now)).toBe(false);
    expect(await isWaiting()).toBe(false);
    expect(await statementCursor(test.database, 'ccb', '4505')).toBe('c7');
  });

  it.each([
    ['another cluster', seen('b', 9n)],
    ['a topic that has come less far', seen('a', 4n)],
  ])('shows by %s: notices and statements are told anew, once', async (_, found) => {
    expect(await forgetWhatABrokerLost(test.database, found, now)).toBe(true);
    expect(await isWaiting()).toBe(true);
    expect(await statementCursor(test.database, 'ccb', '4505')).toBeUndefined();
    expect(await forgetWhatABrokerLost(test.database, found, now)).toBe(false);
  });

  it('is seen while other parts of the house hold their locks for as long as they live', async () => {
    const held = Object.entries(ADVISORY_LOCKS).filter(([name]) => name !== 'brokerMark');
    await test.database.session(async (client) => {
      for (const [, lock] of held) await client.query('select pg_advisory_lock($1)', [lock]);
      expect(await forgetWhatABrokerLost(test.database, seen('b', 9n), now)).toBe(true);
      await client.query('select pg_advisory_unlock_all()');
    });
  });

  it('is heard of by one of two processes', async () => {
    const both = await Promise.all([1, 2].map(() => forgetWhatABrokerLost(test.database, seen('b', 0n), now)));
    expect(both.filter(Boolean)).toHaveLength(1);
  });
});
