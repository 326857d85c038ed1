import { type Driver } from '../../driver.js';
import { batch } from './batch.js';
import { deduct } from './deduct.js';
import { freeze } from './freeze.js';
import { inquire } from './inquire.js';
import { answersNotice, creditsNotice } from './notices.js';
import { pay } from './pay.js';
import { release } from './release.js';
import { renew } from './renew.js';
import { statement } from './statement.js';
import { status } from './status.js';

/** docs/protocols/rest-json.md, version 1. */
export const restJson = {
  measures: ['inquire', 'freeze', 'renew', 'release', 'deduct', 'pay'],
  operations: { inquire, freeze, renew, release, deduct, pay, seal: undefined },
  status,
  batch,
  statement,
  answersNotice,
  creditsNotice,
} as const satisfies Driver;
