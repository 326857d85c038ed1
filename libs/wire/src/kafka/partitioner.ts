import { type ICustomPartitioner } from 'kafkajs';

const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/**
 * The partition a message names, else the one every Kafka client gives its key. kafkajs' own partitioner says the same and reckons with integers
 * of 64 bits made of objects, ten times as long. A key is ours to give: no message goes without one.
 */
export const keyPartitioner: ICustomPartitioner =
  () =>
  ({ partitionMetadata, message }) =>
    message.partition ?? (murmur2(Buffer.from(message.key ?? '')) & 0x7fffffff) % partitionMetadata.length;

/** MurmurHash2 of 32 bits as the Java client has it. */
function murmur2(key: Buffer): number {
  const whole = key.length - (key.length % 4);
  let hash = SEED ^ key.length;
  for (let at = 0; at < whole; at += 4) {
    const block = Math.imul(key.readInt32LE(at), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(block ^ (block >>> 24), MULTIPLIER);
  }
  if (whole < key.length) hash = Math.imul(hash ^ key.readUIntLE(whole, key.length - whole), MULTIPLIER);
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}
