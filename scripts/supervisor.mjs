import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild } from './child-end.mjs';
import { leash } from './leash.mjs';
import { nodeBinary, root } from './place.mjs';
import { PlainFailure } from './plain-failure.mjs';
import { tail } from './quiet-run.mjs';
import { flagsFor, processEnvironment } from './service-process.mjs';

const readyTimeoutMs = 60_000;
const stopGraceMs = 10_000;
const shortestPauseMs = 250;
const longestPauseMs = 15_000;
// A service that lived this long before it died starts again with the shortest pause.
const steadyAfterMs = 60_000;
// Dying this often before it was ever ready means that it cannot start at all.
const deathsBeforeReady = 3;
const largestLogBytes = 50 * 1024 ** 2;

async function isReady(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** One service: a process that is started again whenever it ends, until it is stopped. */
class Service {
  restarts = 0;
  #app;
  #logFile;
  #onChange;
  #child;
  #stopping = new AbortController();
  #wasReady = false;
  #pauseMs = shortestPauseMs;

  constructor(app, logFolder, onChange) {
    this.#app = app;
    this.#onChange = onChange;
    this.#logFile = path.join(logFolder, `${app.name}.log`);
    if (existsSync(this.#logFile) && statSync(this.#logFile).size > largestLogBytes)
      renameSync(this.#logFile, `${this.#logFile}.1`);
  }

  get state() {
    return { pid: this.#child?.pid, port: this.#app.port, restarts: this.restarts };
  }

  launch() {
    const { entry, args = [], env = {} } = this.#app;
    const log = openSync(this.#logFile, 'a');
    const started = performance.now();
    this.#child = spawn(nodeBinary(), [...flagsFor(env.INSTITUTIONS_DIR), path.join(root, entry), ...args], {
      cwd: root,
      env: { ...processEnvironment, ...process.env, ...env },
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    leash(this.#child);
    this.#onChange();
    this.#child.once('exit', () => this.#startAgain(performance.now() - started));
  }

  async #startAgain(livedMs) {
    if (this.#stopping.signal.aborted) return;
    if (livedMs > steadyAfterMs) this.#pauseMs = shortestPauseMs;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    this.restarts++;
    await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
    if (!this.#stopping.signal.aborted) this.launch();
  }

  async untilReady() {
    for (const deadline = performance.now() + readyTimeoutMs; performance.now() < deadline; await sleep(100)) {
      if (await isReady(this.#app.port)) {
        this.#wasReady = true;
        return;
      }
      if (!this.#wasReady && this.restarts >= deathsBeforeReady) throw this.#failure('does not start');
      if (this.#stopping.signal.aborted) throw this.#failure('was stopped before it was ready');
    }
    throw this.#failure(`was not ready within ${readyTimeoutMs / 1000} s`);
  }

  #failure(what) {
    const log = tail(readFileSync(this.#logFile, 'utf8').trim(), 5);
    return new PlainFailure(
      `${log}\n\n${this.#app.name} ${what} (the end of its log is above); the whole log is ${this.#logFile}.`,
    );
  }

  async stop() {
    this.#stopping.abort();
    if (this.#child) await endChild(this.#child, { graceMs: stopGraceMs });
  }
}

export class Supervisor {
  #logFolder;
  #onChange;
  #services = new Map();

  /** `onChange` is called with every start and restart of a process. */
  constructor(logFolder, onChange = () => {}) {
    this.#logFolder = logFolder;
    this.#onChange = onChange;
    mkdirSync(logFolder, { recursive: true });
  }

  /** Starts all of them at once; resolves when each is ready. */
  async start(apps) {
    const started = apps.map((app) => {
      const service = new Service(app, this.#logFolder, this.#onChange);
      this.#services.set(app.name, service);
      service.launch();
      return service;
    });
    await Promise.all(started.map((service) => service.untilReady()));
  }

  states() {
    return Object.fromEntries([...this.#services].map(([name, service]) => [name, service.state]));
  }

  /** Ends one of them for good; the others go on. */
  async remove(name) {
    const service = this.#services.get(name);
    this.#services.delete(name);
    await service?.stop();
  }

  async stop() {
    await Promise.all([...this.#services.values()].map((service) => service.stop()));
  }
}
