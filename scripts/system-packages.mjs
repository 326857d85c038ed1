import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hasPostgres } from './local-postgres.mjs';
import { PlainFailure } from './plain-failure.mjs';
import { quietRun, tail } from './quiet-run.mjs';

const onPath = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

const wanted = [
  { names: ['postgresql'], isThere: hasPostgres, unless: 'TEST_DATABASE_URL' },
  { names: ['openjdk-17-jre-headless'], isThere: () => onPath('java'), unless: 'TEST_KAFKA_BROKERS' },
  { names: ['maven'], isThere: () => onPath('mvn'), unless: 'TEST_KAFKA_BROKERS' },
  { names: ['chromium'], isThere: () => onPath('chromium') || onPath('google-chrome'), unless: 'CHROMIUM' },
];

/** What the tests need from the machine. On Debian as root they install it themselves; elsewhere they say what to install. */
export async function ensureSystemPackages() {
  const missing = wanted.filter(({ isThere, unless }) => !process.env[unless] && !isThere()).flatMap(({ names }) => names);
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new PlainFailure(
      `The tests need ${missing.join(', ')}: install them (Debian, Ubuntu: sudo apt-get install ${list}) and start again.`,
    );
  }
  console.log(`Installing ${missing.join(', ')} by apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await quietRun('apt-get', ['update', '-q'], { env });
  const run = await quietRun('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { env });
  if (!run.ok)
    throw new PlainFailure(`${tail(update.output, 5)}\n${tail(run.output)}\n\napt-get could not install ${list} (above).`);
}
