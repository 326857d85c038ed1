import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import path from 'node:path';
import { PlainFailure } from './plain-failure.mjs';

// Below Linux's ephemeral range (32768 and up): an outgoing connection of ours must never sit on a port a service is to return to.
const lowest = 20_000;
const highest = 32_000;

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** Free ports by name, remembered in a file: a second start finds everything where it was. */
export class Ports {
  #file;
  #byName;

  constructor(file) {
    this.#file = file;
    this.#byName = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  }

  async get(name, preferred) {
    const taken = new Set(Object.entries(this.#byName).flatMap(([other, port]) => (other === name ? [] : [port])));
    for (const port of [this.#byName[name], preferred]) {
      if (port && !taken.has(port) && (await isFree(port))) return this.#remember(name, port);
    }
    for (let attempt = 0; attempt < 200; attempt++) {
      const port = randomInt(lowest, highest);
      if (!taken.has(port) && (await isFree(port))) return this.#remember(name, port);
    }
    throw new PlainFailure(`No free port between ${lowest} and ${highest} for ${name}: stop some programs and start again.`);
  }

  /** A port its owner chose: taken is an error, not a reason to move. */
  async claim(name, variable, port) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new PlainFailure(`${variable} must be a port number between 1 and 65535.`);
    }
    if (await isFree(port)) return this.#remember(name, port);
    throw new PlainFailure(
      `Port ${port} (${variable}) is taken by another program: stop that one or set ${variable} to another port.`,
    );
  }

  #remember(name, port) {
    if (this.#byName[name] !== port) {
      this.#byName[name] = port;
      mkdirSync(path.dirname(this.#file), { recursive: true });
      writeFileSync(this.#file, `${JSON.stringify(this.#byName, null, 2)}\n`);
    }
    return port;
  }
}
