import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PlainFailure } from './plain-failure.mjs';

function isOurs(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('scripts');
  } catch {
    return true;
  }
}

/** One run per folder. The file also tells other programs (tests, fault scripts) who runs where. */
export class FolderLock {
  #file;

  constructor(folder, what) {
    this.#file = path.join(folder, 'running.json');
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(this.#file, JSON.stringify({ pid: process.pid }), { flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      this.#takeOver(what);
    }
  }

  #takeOver(what) {
    const holder = this.#holder();
    if (holder.pid !== undefined && holder.pid !== process.pid && isOurs(holder.pid)) {
      const where = holder.api ? ` at ${holder.api}` : '';
      throw new PlainFailure(
        `${what} already runs in this folder${where} (process ${holder.pid}): use it, or stop it with kill ${holder.pid}.`,
      );
    }
    this.tell({});
  }

  #holder() {
    try {
      return JSON.parse(readFileSync(this.#file, 'utf8'));
    } catch {
      return {};
    }
  }

  tell(facts) {
    writeFileSync(this.#file, `${JSON.stringify({ pid: process.pid, ...facts }, null, 2)}\n`);
  }

  release() {
    rmSync(this.#file, { force: true });
  }
}
