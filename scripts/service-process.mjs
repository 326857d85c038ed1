// How Node runs a process of ours, so that it keeps to the memory of docs/scale.md. docker/ says the same for containers.
/**
 * Left alone, V8 takes what the machine has: 128 MB for what is young, and up to four times what lives before it clears up. Half of each
 * costs about a tenth more of a service's processor time, a quarter of each a quarter more.
 */
export const nodeFlags = ['--enable-source-maps', '--max-semi-space-size=32', '--heap-growing-percent=50'];
/** Of the adapters, who hold thousands of messages at once when a burst comes: less beside it. */
export const adaptersFlags = ['--max-semi-space-size=16', '--heap-growing-percent=30'];
/** glibc's own heap of each thread keeps what the broker's buffers leave behind. */
export const processEnvironment = { MALLOC_ARENA_MAX: '2' };
