// npm run import | ops: a command of the api against the house that runs in this folder, or against API_URL where that is set.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { localFolder, nodeBinary, root } from './place.mjs';

const [entry, ...args] = process.argv.slice(2);
const runningFile = path.join(localFolder, 'running.json');
const running = existsSync(runningFile) ? JSON.parse(readFileSync(runningFile, 'utf8')) : {};
const apiUrl = process.env.API_URL ?? running.api;
if (apiUrl === undefined) {
  console.error('No house runs in this folder: type npm start first, or set API_URL and SECRETS_FILE.');
  process.exit(1);
}
const env = { SECRETS_FILE: path.join(localFolder, 'secrets.json'), ...process.env, API_URL: apiUrl };
const { status } = spawnSync(nodeBinary(), ['--enable-source-maps', path.join(root, entry), ...args], { env, stdio: 'inherit' });
process.exit(status ?? 1);
