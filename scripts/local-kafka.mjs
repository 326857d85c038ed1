import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild, endStray, hasEnded } from './child-end.mjs';
import { greets } from './kafka-greeting.mjs';
import { kafkaJars, whyNoKafka } from './kafka-jars.mjs';
import { leash } from './leash.mjs';
import { root } from './place.mjs';
import { PlainFailure } from './plain-failure.mjs';
import { Ports } from './ports.mjs';
import { quietRun, tail } from './quiet-run.mjs';

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;
// What was measured and why: docs/adr/0001-kafka-broker-and-client.md.
const jvmFlags = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

function properties({ broker, controller }, data, advertised) {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${advertised}`,
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    // By default the controller writes a record twice a second only to show that it lives.
    'metadata.max.idle.interval.ms': 0,
  };
}

function clusterId() {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

/** Ends the broker of a run that was killed; a number that now belongs to another program is left alone. */
async function endStrayBroker(pidFile, configFile) {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(configFile)) await endStray(pid, { graceMs: stopTimeoutMs });
  } catch {
    // no such process
  }
  rmSync(pidFile, { force: true });
}

async function format(javaArgs, configFile, data) {
  const run = await quietRun('java', [
    ...jvmFlags,
    ...javaArgs,
    'kafka.tools.StorageTool',
    'format',
    '-t',
    clusterId(),
    '-c',
    configFile,
  ]);
  if (!run.ok) throw new PlainFailure(`${tail(run.output)}\n\nKafka could not make its data folder ${data} (above).`);
}

async function untilReady(child, port, logFile) {
  for (const deadline = performance.now() + readyTimeoutMs; performance.now() < deadline; await sleep(50)) {
    if (hasEnded(child)) break;
    if (await greets(port)) return;
  }
  await endChild(child, { graceMs: stopTimeoutMs });
  const log = existsSync(logFile) ? tail(readFileSync(logFile, 'utf8'), 5) : '';
  throw new PlainFailure(`${log}\n\nKafka did not start (above); the whole of its log is ${logFile}.`);
}

/**
 * One real Apache Kafka broker (KRaft) with its data in `dir`. `advertised`: the port clients are sent to, where something stands in between.
 * `{ reason }` instead, as one sentence, where this machine cannot run one.
 */
export async function start({ dir, ports, fresh = false, advertised }) {
  const reason = await whyNoKafka();
  if (reason) return { reason };
  const data = path.join(dir, 'data');
  const configFile = path.join(dir, 'server.properties');
  const pidFile = path.join(dir, 'broker.pid');
  const logFile = path.join(dir, 'broker.log');
  const made = path.join(dir, 'made');
  mkdirSync(dir, { recursive: true });
  await endStrayBroker(pidFile, configFile);
  if (fresh || !existsSync(made)) for (const place of [data, made]) rmSync(place, { recursive: true, force: true });

  const remembered = new Ports(path.join(dir, 'ports.json'));
  const chosen = ports ?? { broker: await remembered.get('broker'), controller: await remembered.get('controller') };
  const lines = Object.entries(properties(chosen, data, advertised ?? chosen.broker)).map(([name, value]) => `${name}=${value}`);
  writeFileSync(configFile, `${lines.join('\n')}\n`);

  const jars = await kafkaJars();
  const logging = [
    `-Dlog4j2.configurationFile=${path.join(root, 'scripts', 'kafka', 'log4j2.xml')}`,
    `-Dkafka.log=${logFile}`,
    '-cp',
    path.join(jars, '*'),
  ];
  if (!existsSync(made)) {
    await format(logging, configFile, data);
    writeFileSync(made, '');
  }
  const output = openSync(path.join(dir, 'broker.out'), 'w');
  const child = spawn('java', [...jvmFlags, ...logging, 'kafka.Kafka', configFile], {
    cwd: dir,
    detached: true,
    stdio: ['ignore', output, output],
  });
  leash(child);
  writeFileSync(pidFile, String(child.pid));
  await untilReady(child, chosen.broker, logFile);
  return {
    brokers: `127.0.0.1:${chosen.broker}`,
    pid: child.pid,
    stop: () => endChild(child, { graceMs: stopTimeoutMs }),
    /** As a power cut would. */
    kill: () => endChild(child, { signal: 'SIGKILL' }),
  };
}
