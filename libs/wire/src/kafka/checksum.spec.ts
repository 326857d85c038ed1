import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { crc32c } from '@node-rs/crc32';
import fc from 'fast-check';

const require = createRequire(import.meta.url);
const PLACE = 'kafkajs/src/protocol/recordBatch/crc32C';

describe('the checksum of what is sent', () => {
  it('is the one kafkajs has: a broker refuses any other', () => {
    const theirs = require(PLACE) as (bytes: Buffer) => number;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
        expect(crc32c(Buffer.from(bytes))).toBe(theirs(Buffer.from(bytes)));
      }),
    );
  });

  it('is what kafkajs uses', () => {
    // in a process of its own: here modules are loaded by the test runner, which keeps its own
    const script = `
      await import(${JSON.stringify(path.join(import.meta.dirname, 'checksum.ts'))});
      const require = process.getBuiltinModule('module').createRequire(${JSON.stringify(import.meta.filename)});
      process.stdout.write(String(require('${PLACE}') === require('@node-rs/crc32').crc32c));`;
    const env = { ...process.env, NODE_OPTIONS: '' };
    const told = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
      env,
      encoding: 'utf8',
    });
    expect(told).toBe('true');
  });
});
