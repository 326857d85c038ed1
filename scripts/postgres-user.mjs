// PostgreSQL refuses to run as root. Root therefore lends it another user, and a folder that user can reach.
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const shelter = '/var/lib/chakong';

function idOf(user, flag) {
  const run = spawnSync('id', [flag, user], { encoding: 'utf8' });
  return run.status === 0 ? Number(run.stdout) : undefined;
}

/** {} for an ordinary user, else the uid and gid of `postgres` (or `nobody`). */
export function postgresUser() {
  if (process.getuid?.() !== 0) return {};
  const name = idOf('postgres', '-u') === undefined ? 'nobody' : 'postgres';
  return { uid: idOf(name, '-u'), gid: idOf(name, '-g') };
}

function canEnter(user, folder) {
  return spawnSync('test', ['-x', folder], user).status === 0;
}

/**
 * The folder PostgreSQL keeps its data in: `wanted`, or, when that lies where its user may not go (a clone below /root, say),
 * one below /var/lib with a link at `wanted`.
 */
export function dataFolder(wanted, user) {
  mkdirSync(path.dirname(wanted), { recursive: true });
  if (existsSync(wanted)) return realpathSync(wanted);
  rmSync(wanted, { force: true });
  if (user.uid === undefined) {
    mkdirSync(wanted, { mode: 0o700 });
    return wanted;
  }
  if (canEnter(user, path.dirname(wanted))) {
    mkdirSync(wanted, { mode: 0o700 });
  } else {
    mkdirSync(shelter, { recursive: true, mode: 0o755 });
    symlinkSync(mkdtempSync(path.join(shelter, 'postgres-')), wanted);
  }
  chownSync(wanted, user.uid, user.gid);
  return realpathSync(wanted);
}

export function removeDataFolder(wanted) {
  if (existsSync(wanted)) rmSync(realpathSync(wanted), { recursive: true });
  rmSync(wanted, { force: true });
}
