import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Moves the clock of single processes by libfaketime, where it is installed; the monotonic clock that timers run by goes on. */
export class ClockHands {
  #folder;
  #library;

  constructor(folder, wanted) {
    this.#folder = folder;
    this.#library = wanted ? findLibrary() : undefined;
  }

  get refusal() {
    return this.#library ? undefined : 'libfaketime is not installed (Debian, Ubuntu: apt-get install libfaketime)';
  }

  environmentOf(name) {
    if (!this.#library) return {};
    this.set(name, 0);
    return {
      LD_PRELOAD: this.#library,
      FAKETIME_TIMESTAMP_FILE: this.#file(name),
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_RESET: '1',
    };
  }

  /** `seconds` ahead of everybody else, negative for behind. Felt within a second. */
  set(name, seconds) {
    mkdirSync(this.#folder, { recursive: true });
    const file = this.#file(name);
    writeFileSync(`${file}.new`, `${seconds >= 0 ? '+' : ''}${seconds}\n`);
    renameSync(`${file}.new`, file);
  }

  #file(name) {
    return path.join(this.#folder, name);
  }
}

function findLibrary() {
  for (const folder of ['/usr/lib', '/usr/lib64', '/usr/local/lib']) {
    if (!existsSync(folder)) continue;
    for (const place of [folder, ...readdirSync(folder).map((entry) => path.join(folder, entry))]) {
      const file = path.join(place, 'faketime', 'libfaketime.so.1');
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}
