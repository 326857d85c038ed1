import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// The shape is readSecrets' in libs/platform/src/config.ts.
const made = {
  tokenSigningKey: () => randomBytes(32).toString('base64url'),
  institutionToken: () => randomBytes(24).toString('base64url'),
};

/** Makes the secrets of this house at its first start, readable by its owner alone; later starts keep them. */
export function ensureSecrets(file) {
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const secrets = Object.fromEntries(Object.entries(made).map(([name, make]) => [name, kept[name] ?? make()]));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return file;
}
