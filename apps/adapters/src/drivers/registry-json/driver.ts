import { type Driver } from '../../driver.js';
import { inquire } from './inquire.js';
import { answersNotice } from './notices.js';
import { release } from './release.js';
import { renew } from './renew.js';
import { seal } from './seal.js';
import { status } from './status.js';

/** docs/protocols/registry-json.md, version 1. */
export const registryJson = {
  measures: ['inquire', 'seal', 'renew', 'release'],
  operations: { inquire, seal, renew, release, freeze: undefined, deduct: undefined, pay: undefined },
  status,
  batch: undefined,
  statement: undefined,
  answersNotice,
  creditsNotice: undefined,
} as const satisfies Driver;
