import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { root } from '../../../scripts/place.mjs';

const shipped = path.join(root, 'config', 'institutions');

// The same institutions with shorter patience: a lease of half a minute would leave a run of two minutes four faults.
const brisk = {
  timeouts: { connectMs: 1000, answerMs: 2500 },
  leaseMs: 12_000,
  retry: { backoffMs: [300, 1000, 2000], maxTries: 20 },
  statusQuery: { everyMs: 2000, rounds: 5760 },
  breaker: { errorThresholdPercentage: 50, volumeThreshold: 8, resetTimeoutMs: 2000, rollingCountTimeoutMs: 5000 },
};
const settleAfterMs = 4000;

/** Writes the profiles of a run into `folder`: those of config/institutions with every pause shortened, windows and abilities as they are. */
export function briskProfiles(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(shipped)) {
    const profile = parse(readFileSync(path.join(shipped, file), 'utf8'));
    if (file === 'defaults.yaml') for (const protocol of Object.values(profile)) Object.assign(protocol, brisk);
    else {
      if (profile.settleAfterMs) profile.settleAfterMs = settleAfterMs;
      if (profile.statusQuery) profile.statusQuery = brisk.statusQuery;
      for (const fund of profile.fundAccounts ?? []) fund.statementEveryMs = 2000;
    }
    writeFileSync(path.join(folder, file), stringify(profile));
  }
  return folder;
}
