import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Letter, Outbox } from './outbox.js';

/** What a broker takes of one partition in one send is about this much. */
const MOST_BYTES = 1_000_000;

function letter(number: number, lane: number | undefined, bytes: number): Letter {
  return { topic: 'answers', key: String(number), lane, value: Buffer.alloc(bytes), correlationId: undefined };
}

/** An outbox and the sends it made, the first of which waits until it is let go and of which those fail that `fails` says. */
function outboxOf(fails: (letters: readonly Letter[]) => boolean = () => false) {
  const sends: Letter[][] = [];
  const { promise: first, resolve: letGo } = Promise.withResolvers<void>();
  const outbox = new Outbox(async (letters) => {
    sends.push([...letters]);
    if (sends.length === 1) await first;
    if (fails(letters)) throw new Error('the broker is away');
  });
  return { outbox, sends, letGo };
}

describe('the outbox', () => {
  it('sends together what came meanwhile, to many lanes at once', async () => {
    const { outbox, sends, letGo } = outboxOf();
    const puts = [outbox.put([letter(0, 0, 10)])];
    await Promise.resolve();
    for (let number = 1; number <= 12; number += 1) puts.push(outbox.put([letter(number, number, 500_000)]));
    letGo();
    await Promise.all(puts);
    expect(sends.map((send) => send.length)).toEqual([1, 12]);
  });

  it.each([
    ['a lane', 3],
    ['no lane', undefined],
  ])('holds up no call for one that does not fit into its send, nor lets it fail with that one: %s', async (_, lane) => {
    const { outbox, sends, letGo } = outboxOf((letters) => letters.some(({ key }) => key === '2'));
    const puts = [0, 1, 2, 3].map((number) => outbox.put([letter(number, lane, 500_000)]));
    letGo();
    expect((await Promise.allSettled(puts)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(sends.map((send) => send.length)).toEqual([1, 1, 1, 1]);
  });

  it('sends every letter once, in order, and never more to a partition at once than a broker takes', async () => {
    const puts = fc.array(
      fc.array(
        fc.record({
          lane: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
          bytes: fc.integer({ min: 1, max: 400_000 }),
        }),
        { maxLength: 8 },
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(puts, async (all) => {
        const { outbox, sends, letGo } = outboxOf();
        let number = 0;
        const given = all.map((some) => some.map(({ lane, bytes }) => letter(number++, lane, bytes)));
        const done = Promise.all(given.map((letters) => outbox.put(letters)));
        letGo();
        await done;
        expect(sends.flat()).toEqual(given.flat());
        for (const send of sends) {
          for (const ofOne of Map.groupBy(send, ({ lane }) => lane).values()) {
            expect(ofOne.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThanOrEqual(MOST_BYTES);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
