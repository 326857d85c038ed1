import { createRequire } from 'node:module';
import { crc32c } from '@node-rs/crc32';

const require = createRequire(import.meta.url);

/**
 * kafkajs 2.2.4 sums up what it sends byte by byte in JavaScript: of control 7 % of the processor's time, of adapters 3 %. The machine's own
 * instruction does it in an eighth of that. It has to be in place before kafkajs is loaded; who comes later only sends more slowly.
 */
const place = 'kafkajs/src/protocol/recordBatch/crc32C';
require(place);
const loaded = require.cache[require.resolve(place)];
if (loaded !== undefined) loaded.exports = crc32c;
