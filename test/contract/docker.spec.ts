import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Record<string, string>;
  readonly depends_on?: Record<string, unknown>;
}

const compose = parse(readFileSync('docker/compose.yaml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: object;
  secrets: object;
};
const dockerfile = readFileSync('docker/Dockerfile', 'utf8');
const ours = Object.entries(compose.services).flatMap(([name, { command, environment }]) =>
  command === undefined ? [] : [{ name, ...split(command), environment: environment ?? {} }],
);
interface Started {
  readonly nodeFlags: readonly string[];
  readonly processEnvironment: Record<string, string>;
}
const started = (await import(pathToFileURL(resolve('scripts/service-process.mjs')).href)) as Started;

/** Flags of Node come before what it runs. */
function split(command: readonly string[]) {
  const at = command.findIndex((word) => !word.startsWith('--'));
  return { flags: command.slice(0, at), entry: command[at] ?? '' };
}

// what each service's config refuses to start without (libs/platform/src/config.ts and the services' own)
const needed: Record<string, readonly string[]> = {
  migrate: ['DATABASE_URL'],
  topics: ['KAFKA_BROKERS'],
  api: ['DATABASE_URL', 'KAFKA_BROKERS', 'SECRETS_FILE', 'HTTP_PORT'],
  control: ['DATABASE_URL', 'KAFKA_BROKERS', 'HTTP_PORT', 'INSTITUTIONS_DIR', 'SIMULATOR_URL'],
  'adapters-banks': ['DATABASE_URL', 'KAFKA_BROKERS', 'SECRETS_FILE', 'HTTP_PORT', 'NOTICE_PORT', 'SIMULATOR_URL'],
  'adapters-registries': ['DATABASE_URL', 'KAFKA_BROKERS', 'SECRETS_FILE', 'HTTP_PORT', 'NOTICE_PORT', 'SIMULATOR_URL'],
  watcher: ['DATABASE_URL', 'KAFKA_BROKERS', 'SECRETS_FILE', 'HTTP_PORT', 'API_URL'],
  simulator: ['SECRETS_FILE', 'HTTP_PORT', 'SIMULATOR_DATA', 'NOTICE_URL', 'REGISTRY_NOTICE_URL'],
};

describe('containers', () => {
  it('run every service of the house', () => {
    expect(ours.map(({ name }) => name).sort()).toEqual(Object.keys(needed).sort());
  });

  it.each(ours)('$name starts what the build makes and has what it needs', ({ name, entry, environment }) => {
    const source = entry.replace(/^dist\//, '').replace(/\.js$/, '.ts');
    expect(existsSync(source)).toBe(true);
    expect(Object.keys(environment)).toEqual(expect.arrayContaining([...(needed[name] ?? ['a service this table knows'])]));
  });

  it('keep to the same memory as services started here', () => {
    const { nodeFlags, processEnvironment } = started;
    const [, entrypoint] = /^ENTRYPOINT (.*)$/m.exec(dockerfile) ?? [];
    expect(JSON.parse(entrypoint ?? '')).toEqual(['node', ...nodeFlags]);
    for (const [variable, value] of Object.entries(processEnvironment))
      expect(dockerfile).toContain(`ENV ${variable}=${value}\n`);
    for (const { flags } of ours) expect(flags).toEqual([]);
  });

  it('wait only for services that are there', () => {
    for (const { depends_on: waits } of Object.values(compose.services)) {
      for (const name of Object.keys(waits ?? {})) expect(Object.keys(compose.services)).toContain(name);
    }
  });

  it('carry every file a service reads at run time, and do not run as root', () => {
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/chakong\/(\S+)/gm)].map(([, path]) => path ?? '');
    for (const path of ['dist', 'config', 'node_modules', 'libs/storage/migrations', 'apps/simulator/counterparties.yaml'])
      expect(copied).toContain(path);
    for (const path of copied.filter((one) => !['dist', 'node_modules'].includes(one))) expect(existsSync(path)).toBe(true);
    expect(dockerfile).toMatch(/^USER [1-9]\d*$/m);
  });
});
