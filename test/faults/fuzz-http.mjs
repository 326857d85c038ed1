// Every address of the OpenAPI document is called with what nobody would write, by each role in turn: no 5xx, no crash, only problems.
//   node test/faults/fuzz-http.mjs [--seconds 120] [--seed 1]
// schemathesis is installed below .local the first time; without Python and a package index the script says so.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localFolder } from '../../scripts/place.mjs';
import { PlainFailure } from '../../scripts/plain-failure.mjs';
import { quietRun, tail } from '../../scripts/quiet-run.mjs';
import { count, e2eHouse } from '../e2e/harness/command.mjs';
import { elevenMonths, placeFreezeOrder } from '../e2e/harness/freeze-orders.mjs';
import { sampleCase } from '../e2e/harness/sample-cases.mjs';
import { printTable, Verdict } from '../e2e/harness/verdict.mjs';

const version = '4.32.5';
const venv = path.join(localFolder, 'schemathesis');
const program = path.join(venv, 'bin', 'schemathesis');
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'missing_required_header',
];
// Moving the legal clock by centuries is an operator's right in the demo, and would leave nothing to fuzz.
const leftOut = ['/demo/clock'];
const people = ['judge-wei', 'operator-meng', 'clerk-qin', 'approver-lu', 'finance-nong'];
const options = { seconds: { type: 'string', default: '120' }, seed: { type: 'string', default: '1' } };

await e2eHouse(import.meta, 'fuzz-http', options, async (house, flags) => {
  await installSchemathesis();
  const known = await somethingToFind(house);
  const seconds = Math.ceil(count(flags.seconds, { most: 3_600 }) / people.length);
  const folder = path.join(house.folder, 'schemathesis');
  mkdirSync(folder, { recursive: true });
  const before = await memoryOf(house);
  const runs = [];
  for (const person of people) runs.push(await fuzz(house, { person, known, seconds, seed: flags.seed, folder }));
  const verdict = new Verdict();
  verdict.zero(
    'findings of schemathesis',
    runs.flatMap(({ person, findings }) => findings.map((finding) => `${person}: ${finding}`)),
  );
  verdict.zero('calls the api itself calls failed', failuresLogged(house));
  verdict.check('restarts of the api', house.processes().api.restarts, 0);
  const after = await memoryOf(house);
  verdict.check('the api holds less than twice the memory it had, or 400 MB', after, '', after < Math.max(2 * before, 400));
  printTable('schemathesis', [
    ['as', 'calls', 'addresses', 'findings', 'seconds'],
    ...runs.map((run) => [run.person, run.calls, run.operations, run.findings.length, Math.round(run.seconds)]),
  ]);
  printTable('Statuses', [['', 'times'], ...statusesOf(runs)]);
  console.log(`\nMemory of the api: ${before} MB before, ${after} MB after. Reports: ${folder}`);
  return verdict.print();
});

async function installSchemathesis() {
  if (existsSync(program)) return;
  for (const [command, args] of [
    ['python3', ['-m', 'venv', venv]],
    [path.join(venv, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${version}`]],
  ]) {
    const run = await quietRun(command, args).catch((error) => ({ ok: false, output: error.message }));
    if (!run.ok)
      throw new PlainFailure(`${tail(run.output)}\n\nschemathesis cannot be installed here (above), so nothing was fuzzed.`);
  }
}

/** A case and an order, so that ids lead somewhere. */
async function somethingToFind({ api }) {
  const terms = await elevenMonths(api);
  const account = { institution: 'icbc', account: '6222020200112233445', amount: '100.00' };
  const orderId = await placeFreezeOrder(api, sampleCase(1), [account], terms);
  const order = await api.get('judge-wei', `/orders/${orderId}`);
  const { items } = await api.get('judge-wei', `/orders/${orderId}/requests`);
  return { caseId: order.caseId, orderId, requestId: items[0]?.id };
}

async function fuzz(house, { person, known, seconds, seed, folder }) {
  const config = path.join(folder, `${person}.toml`);
  writeFileSync(config, configOf(known));
  const report = path.join(folder, `${person}.ndjson`);
  const started = performance.now();
  const run = await quietRun(
    program,
    [
      ...['--config-file', config, 'run', `${house.api.url}/openapi.json`],
      ...['--checks', checks.join(','), '--phases', 'coverage,fuzzing', '--continue-on-failure', '--no-shrink'],
      ...['--max-time', String(seconds), '--max-examples', '500', '--seed', seed, '--workers', '2', '--warnings', 'off'],
      ...['--suppress-health-check', 'all', '--request-timeout', '15'],
      ...leftOut.flatMap((one) => ['--exclude-path', one]),
      ...['--header', `Authorization: Bearer ${house.api.token(person)}`],
      ...['--report', 'ndjson', '--report-ndjson-path', report],
    ],
    { timeoutMs: (seconds + 120) * 1_000, env: { ...process.env, NO_COLOR: '1' } },
  );
  writeFileSync(path.join(folder, `${person}.txt`), run.output);
  if (!existsSync(report)) throw new PlainFailure(`${tail(run.output)}\n\nschemathesis did not run (above).`);
  return { person, seconds: (performance.now() - started) / 1_000, ...readReport(report) };
}

/** These are called with ids that lead somewhere, the others with any. */
function configOf({ caseId, orderId, requestId }) {
  const operation = (place, parameter, id) =>
    `[[operations]]\ninclude-path = "${place}"\nparameters = { "path.${parameter}" = "${id}" }\n`;
  const ofCase = ['', '/documents', '/assets', '/freezes', '/fund', '/audit', '/dormancy'];
  const ofOrder = ['', '/requests', '/rejection'];
  return [
    ...ofCase.map((more) => operation(`/cases/{id}${more}`, 'id', caseId)),
    ...ofOrder.map((more) => operation(`/orders/{id}${more}`, 'id', orderId)),
    operation('/attention/{requestId}', 'requestId', requestId ?? caseId),
  ].join('\n');
}

function readReport(file) {
  const statuses = new Map();
  const operations = new Set();
  const findings = new Set();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const { ScenarioFinished: scenario } = JSON.parse(line);
    if (!scenario) continue;
    const { label, interactions = {}, checks: checked = {} } = scenario.recorder;
    for (const { response } of Object.values(interactions)) {
      const status = response?.status_code ?? 'no reply';
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      operations.add(label);
    }
    for (const failed of Object.values(checked).flat()) {
      if (failed.status !== 'failure') continue;
      const { title, message } = failed.failure_info?.failure ?? failed.failure ?? {};
      findings.add(`${label} ${failed.name}: ${title ?? ''} ${String(message ?? '').slice(0, 200)}`);
    }
  }
  const calls = [...statuses.values()].reduce((sum, times) => sum + times, 0);
  return { calls, operations: operations.size, statuses, findings: [...findings] };
}

function statusesOf(runs) {
  const all = new Map();
  for (const { statuses } of runs) for (const [status, times] of statuses) all.set(status, (all.get(status) ?? 0) + times);
  return [...all]
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1))
    .map(([status, times]) => [String(status), times]);
}

/** What the problem filter writes when nobody foresaw it. */
function failuresLogged(house) {
  return readFileSync(path.join(house.folder, 'logs', 'api.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"request failed"'))
    .map((line) => JSON.parse(line).err?.message);
}

async function memoryOf(house) {
  const status = readFileSync(`/proc/${house.processes().api.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
