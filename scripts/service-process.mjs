// How Node runs a process of ours, so that it keeps to the memory of docs/scale.md. docker/ says the same for containers.
import { readdirSync } from 'node:fs';

/**
 * Left alone, V8 takes 128 MB for what is young where the machine has them, and lets what lives grow fourfold before it clears up. Less of both
 * costs about a twentieth more of a service's processor time.
 */
export const nodeFlags = ['--enable-source-maps', '--max-semi-space-size=32', '--heap-growing-percent=100'];
/**
 * A burst to thousands of institutions puts tens of thousands of requests in hand at once. To clear up sooner still costs about a fifth more of a service's processor time, which a house of a few dozen institutions need not pay.
 */
export const nationFlags = ['--max-semi-space-size=16', '--heap-growing-percent=30'];
const manyInstitutions = 1_000;
/** glibc's own heap of each thread keeps what the broker's buffers leave behind. */
export const processEnvironment = { MALLOC_ARENA_MAX: '2' };

/** The flags of a service whose institutions are those of `folder`. */
export function flagsFor(folder) {
  const isNation = folder !== undefined && readdirSync(folder).length > manyInstitutions;
  return isNation ? [...nodeFlags, ...nationFlags] : nodeFlags;
}
