import { closeSync, existsSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** What the parts wrote down since a moment: logs of the services and ledgers of the institutions, by byte positions. */
export class Evidence {
  #house;

  constructor(house) {
    this.#house = house;
  }

  mark() {
    const sizes = new Map();
    for (const folder of [this.#house.logFolder, this.#house.ledgerFolder])
      for (const file of filesIn(folder)) sizes.set(file, statSync(file).size);
    return sizes;
  }

  /** Lines of the services' logs since `mark`, of those whose name `of` accepts. */
  logLines(mark, pattern, of = () => true) {
    return this.#lines(this.#house.logFolder, mark, pattern, of);
  }

  ledgerLines(mark, pattern, of = () => true) {
    return this.#lines(this.#house.ledgerFolder, mark, pattern, of);
  }

  #lines(folder, mark, pattern, of) {
    return filesIn(folder)
      .filter((file) => of(path.basename(file).replace(/\.\w+$/, '')))
      .flatMap((file) => textFrom(file, mark.get(file) ?? 0).split('\n'))
      .filter((line) => pattern.test(line));
  }
}

function filesIn(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : [];
}

function textFrom(file, position) {
  const length = statSync(file).size - position;
  if (length <= 0) return '';
  const buffer = Buffer.alloc(length);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, buffer, 0, length, position);
  } finally {
    closeSync(handle);
  }
  return buffer.toString('utf8');
}
