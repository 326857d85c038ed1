import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { leash } from './leash.mjs';
import { localFolder, root } from './place.mjs';
import { PlainFailure } from './plain-failure.mjs';
import { quietRun, tail } from './quiet-run.mjs';

const pom = path.join(root, 'scripts', 'kafka', 'pom.xml');
const leastJava = 17;

async function answers(program, args) {
  try {
    const run = await quietRun(program, args);
    return run.ok ? run.output : undefined;
  } catch {
    return undefined;
  }
}

/** Named after Kafka's version and the pom's digest: an edited pom fetches anew. Shared by every broker of this clone. */
function jarFolder() {
  const text = readFileSync(pom, 'utf8');
  const [, version] = text.match(/kafka_2\.13<\/artifactId>\s*<version>([^<]+)</);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return path.join(localFolder, 'kafka', `lib-${version}-${digest}`);
}

/** Why no broker can run here, as one sentence, or undefined. */
export async function whyNoKafka() {
  const install = 'Debian, Ubuntu: apt-get install openjdk-17-jre-headless maven';
  const java = await answers('java', ['-version']);
  if (java === undefined) return `Java is missing (${install})`;
  const version = Number(java.match(/version "(\d+)/)?.[1]);
  if (version < leastJava) return `Java ${version} is too old for Kafka, which wants ${leastJava} (${install})`;
  if (!existsSync(jarFolder()) && (await answers('mvn', ['--version'])) === undefined) return `Maven is missing (${install})`;
  return undefined;
}

export async function kafkaJars() {
  const folder = jarFolder();
  if (existsSync(folder)) return folder;
  // two that start at once each fetch for themselves; the first to be done is both's
  const fetching = `${folder}.fetching-${process.pid}`;
  mkdirSync(fetching, { recursive: true });
  const run = await quietRun(
    'mvn',
    ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fetching}`],
    { onChild: (child) => leash(child, 'SIGKILL') },
  );
  if (!run.ok) {
    rmSync(fetching, { recursive: true, force: true });
    throw new PlainFailure(
      `${tail(run.output)}\n\nMaven could not fetch Apache Kafka (above): check the network and start again, or set KAFKA_BROKERS.`,
    );
  }
  try {
    renameSync(fetching, folder);
  } catch (error) {
    rmSync(fetching, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
