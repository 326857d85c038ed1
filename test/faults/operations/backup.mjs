import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { endChild } from '../../../scripts/child-end.mjs';
import { leash } from '../../../scripts/leash.mjs';
import { PlainFailure } from '../../../scripts/plain-failure.mjs';
import { postgresUser } from '../../../scripts/postgres-user.mjs';
import { quietRun, tail } from '../../../scripts/quiet-run.mjs';

const debian = '/usr/lib/postgresql';

function program(name) {
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const found = versions.map((version) => path.join(debian, version, 'bin', name)).find((file) => existsSync(file));
  return found ?? name;
}

/** Steps 1 and 2 of "Backup" in docs/runbook.md: every change leaves the server as it is written, and a copy of the whole stands beside. */
export async function startBackup(databaseUrl, folder) {
  const places = { base: path.join(folder, 'base'), wal: path.join(folder, 'wal') };
  for (const place of Object.values(places)) {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true, mode: 0o700 });
  }
  const receiver = spawn(
    program('pg_receivewal'),
    ['--dbname', databaseUrl, '--directory', places.wal, '--synchronous', '--no-loop'],
    {
      stdio: 'ignore',
      detached: true,
    },
  );
  leash(receiver);
  const args = ['--dbname', databaseUrl, '--pgdata', places.base, '--checkpoint=fast', '--wal-method=none', '--no-manifest'];
  const run = await quietRun(program('pg_basebackup'), args);
  if (!run.ok) throw new PlainFailure(`${tail(run.output)}\n\nThe base backup failed (above).`);
  return { ...places, stop: () => endChild(receiver, { signal: 'SIGINT' }) };
}

/** Steps 3 and 4 of "Restore": the copy in the place of the data, to be rolled forward to `moment` at the server's next start. */
export function putBack({ base, wal }, dataFolder, moment) {
  // the segment that was being written when the server went
  for (const name of readdirSync(wal)) {
    if (name.endsWith('.partial')) renameSync(path.join(wal, name), path.join(wal, name.slice(0, -'.partial'.length)));
  }
  for (const entry of readdirSync(dataFolder)) rmSync(path.join(dataFolder, entry), { recursive: true });
  const archive = path.join(dataFolder, 'restored-wal');
  cpSync(base, dataFolder, { recursive: true });
  cpSync(wal, archive, { recursive: true });
  appendFileSync(
    path.join(dataFolder, 'postgresql.auto.conf'),
    `restore_command = 'cp "${archive}/%f" "%p"'\nrecovery_target_time = '${postgresTime(moment)}'\nrecovery_target_action = 'promote'\n`,
  );
  writeFileSync(path.join(dataFolder, 'recovery.signal'), '');
  giveTo(postgresUser(), dataFolder);
}

/** At this place the server reads no letters: neither T nor Z. */
const postgresTime = (moment) => moment.toISOString().replace('T', ' ').replace('Z', '+00');

function giveTo({ uid, gid }, folder) {
  chmodSync(folder, 0o700);
  if (uid === undefined) return;
  chownSync(folder, uid, gid);
  for (const entry of readdirSync(folder, { recursive: true })) chownSync(path.join(folder, entry), uid, gid);
}
