import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Supervisor } from '../../../scripts/supervisor.mjs';

const patienceMs = 60_000;

/** A second api on the port of the first. Its environment is that of the first; the caller has set HTTP_SHARED. */
export async function secondApi(house) {
  const { pid, port } = house.processes().api;
  const env = Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const supervisor = new Supervisor(path.join(house.folder, 'logs'));
  await supervisor.start([{ name: 'api-2', entry: 'dist/apps/api/src/main.js', port, env: { ...env, REPLICA: '2' } }]);
  await untilUp(house, 'api-2', supervisor.states()['api-2'].pid);
  return supervisor;
}

/** SIGTERM to each process, the next one when the one in its place is up. Returns name → seconds. */
export async function restartInTurn(house, others) {
  const states = () => ({ ...house.processes(), ...others.states() });
  const seconds = new Map();
  for (const name of Object.keys(states()).filter((one) => one !== 'simulator')) {
    const started = performance.now();
    const { pid } = states()[name];
    process.kill(pid, 'SIGTERM');
    while (states()[name].pid === pid && performance.now() - started < patienceMs) await sleep(50);
    await untilUp(house, name, states()[name].pid);
    seconds.set(name, (performance.now() - started) / 1_000);
  }
  return seconds;
}

/** A port two processes share does not say which of them is ready; the log does. */
async function untilUp(house, name, pid) {
  const log = path.join(house.folder, 'logs', `${name}.log`);
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(50)) {
    if (readFileSync(log, 'utf8').includes(`"pid":${pid},"msg":"up"`)) return;
  }
  throw new Error(`${name} (${pid}) was not up within ${patienceMs / 1_000} s; see ${log}`);
}
