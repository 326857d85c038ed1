// Who runs in the house, and where each finds the others. docker/compose.yaml says the same for containers.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './place.mjs';
import { PlainFailure } from './plain-failure.mjs';

const entryOf = (app) => `dist/apps/${app}/src/main.js`;
const preferredApiPort = 3000;

function replicas(variable) {
  const count = Number(process.env[variable] ?? 1);
  if (Number.isInteger(count) && count >= 1 && count <= 20) return Array.from({ length: count }, (_, index) => index + 1);
  throw new PlainFailure(`${variable} must be a whole number between 1 and 20.`);
}

/** name: what is started; ports: variable → name the port is remembered under. */
function table(wire) {
  const simulator = { name: 'simulator', app: 'simulator' };
  if (wire === 'local') return [simulator, { name: 'solo', app: 'solo', isApi: true, noticeGroups: ['banks', 'registries'] }];
  const adapters = (group) =>
    replicas('ADAPTERS_REPLICAS').map((number) => ({
      name: `adapters-${group}-${number}`,
      app: 'adapters',
      args: ['--group', group],
      replica: String(number),
      noticeGroups: [group],
    }));
  return [
    simulator,
    { name: 'api', app: 'api', isApi: true },
    ...replicas('CONTROL_REPLICAS').map((number) => ({ name: `control-${number}`, app: 'control', replica: String(number) })),
    ...adapters('banks'),
    ...adapters('registries'),
    { name: 'watcher', app: 'watcher' },
  ];
}

async function portsOf(row, ports) {
  const wanted = process.env.API_PORT;
  const http =
    row.isApi && wanted
      ? await ports.claim(row.name, 'API_PORT', Number(wanted))
      : await ports.get(row.name, row.isApi && preferredApiPort);
  return { http, notice: row.noticeGroups && (await ports.get(`${row.name} notices`)) };
}

/** The apps as the supervisor wants them, and the addresses a person or a story needs. */
export async function houseApps({ wire, ports, databaseUrl, brokers, secretsFile, folder }) {
  const rows = [];
  for (const row of table(wire)) rows.push({ ...row, ports: await portsOf(row, ports) });
  const url = (port) => `http://127.0.0.1:${port}`;
  const addresses = {
    api: url(rows.find((row) => row.isApi).ports.http),
    simulator: url(rows.find((row) => row.app === 'simulator').ports.http),
  };
  const noticeUrl = (group) => url(rows.find((row) => row.noticeGroups?.includes(group)).ports.notice);
  const shared = {
    DEMO: '1',
    WIRE: wire,
    SECRETS_FILE: secretsFile,
    SIMULATOR_URL: addresses.simulator,
    API_URL: addresses.api,
    INSTITUTIONS_DIR: path.join(root, 'config', 'institutions'),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
  };
  const ours = { DATABASE_URL: databaseUrl, ...(brokers && { KAFKA_BROKERS: brokers }) };
  // The counterparties are other people's machines, and a story is told from outside: neither knows our database or broker.
  const outside = { DATABASE_URL: undefined, KAFKA_BROKERS: undefined };
  const counterparties = {
    ...outside,
    SIMULATOR_DATA: path.join(folder, 'simulator'),
    NOTICE_URL: noticeUrl('banks'),
    REGISTRY_NOTICE_URL: noticeUrl('registries'),
  };
  const apps = rows.map((row) => ({
    name: row.name,
    entry: entryOf(row.app),
    args: row.args,
    port: row.ports.http,
    env: {
      ...shared,
      ...(row.app === 'simulator' ? counterparties : ours),
      REPLICA: row.replica ?? '1',
      HTTP_PORT: String(row.ports.http),
      ...(row.ports.notice && { NOTICE_PORT: String(row.ports.notice) }),
    },
  }));
  const missing = apps.find(({ entry }) => !existsSync(path.join(root, entry)));
  if (missing) throw new PlainFailure(`${missing.entry} was not built, so ${missing.name} cannot start.`);
  return { apps, addresses, storyEnv: { ...shared, ...outside } };
}
