import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { keyPartitioner } from './partitioner.js';

const partitions = (count: number) => Array.from({ length: count }, (_, partitionId) => ({ partitionId }) as never);

describe('the partition of a key', () => {
  it('is the one other clients give it: a key that moved would lose its order', () => {
    const [ours, theirs] = [keyPartitioner(), Partitioners.DefaultPartitioner()];
    const key = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.uuid(),
      fc.constantFrom('icbc', 'njcb', '', 'é', '𠮷'),
    );
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 48 }), (key, count) => {
        const args = { topic: 't', partitionMetadata: partitions(count), message: { key, value: null } };
        expect(ours(args)).toBe(theirs(args));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the one the message names', () => {
    const message = { key: 'icbc', value: null, partition: 7 };
    expect(keyPartitioner()({ topic: 't', partitionMetadata: partitions(12), message })).toBe(7);
  });
});
