import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as localPostgres from '../../../scripts/local-postgres.mjs';

const diskMb = 800;

/** A PostgreSQL of the run's own that can be crashed and, where we may mount, sits on a disk small enough to be filled. */
export class DatabaseServer {
  #folder;
  #kept;
  #limited;
  #disk;
  #server;

  constructor(folder, { limitedDisk = false } = {}) {
    this.#folder = path.join(folder, 'postgres');
    this.#kept = this.#folder;
    this.#limited = limitedDisk;
  }

  get url() {
    return this.#server.url;
  }

  /** Why its disk cannot be filled, or undefined. */
  get refusal() {
    return this.#disk ? undefined : 'only root may mount a disk of limited size';
  }

  async open() {
    if (this.#limited && process.getuid?.() === 0) this.#mount();
    this.#server = await localPostgres.start({ dir: this.#folder, fresh: true });
  }

  async close() {
    await this.#server?.stop();
    if (!this.#disk) return;
    // What is on the small disk is gone with it: the one who looks after a broken promise finds it where it would be otherwise.
    rmSync(this.#kept, { recursive: true, force: true });
    spawnSync('cp', ['-a', this.#folder, this.#kept]);
    spawnSync('umount', ['-l', this.#disk]);
    rmSync(this.#disk, { recursive: true, force: true });
  }

  /** SIGKILL leaves its children to notice by themselves, SIGQUIT takes them along; both lose what was not on disk. */
  async crash(signal, pauseMs, meanwhile = () => {}) {
    process.kill(this.#server.pid, signal);
    await sleep(pauseMs);
    meanwhile();
    await this.#startAgain();
  }

  async fill() {
    const { bavail, bsize } = statfsSync(this.#disk);
    const filler = path.join(this.#disk, 'filler');
    const megabyte = Buffer.alloc(1024 * 1024);
    try {
      for (let left = bavail * bsize; left >= 0; left -= megabyte.length) writeFileSync(filler, megabyte, { flag: 'a' });
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
  }

  async empty() {
    rmSync(path.join(this.#disk, 'filler'), { force: true });
    await sleep(2000);
    if (!isAlive(this.#server.pid)) await this.#startAgain();
  }

  logLines(pattern) {
    return readFileSync(path.join(this.#folder, 'postgres.log'), 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line)).length;
  }

  async #startAgain() {
    const { port } = this.#server;
    for (let tries = 0; ; tries += 1) {
      try {
        this.#server = await localPostgres.start({ dir: this.#folder, port });
        return;
      } catch (error) {
        if (tries === 5) throw error;
        await sleep(1000);
      }
    }
  }

  #mount() {
    const disk = mkdtempSync(path.join(tmpdir(), 'chakong-disk-'));
    const run = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMb}m,mode=755`, 'tmpfs', disk]);
    if (run.status !== 0) {
      rmSync(disk, { recursive: true });
      return;
    }
    this.#disk = disk;
    this.#folder = path.join(disk, 'postgres');
    mkdirSync(this.#folder);
  }
}

function isAlive(pid) {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
