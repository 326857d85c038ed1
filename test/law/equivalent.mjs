import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

let known;

/** Why nobody can notice this change, by docs/law/equivalent.yaml; undefined where nobody has said. */
export function reasonFor(root, { file, line, from, to }) {
  known ??= parse(readFileSync(path.join(root, 'docs/law/equivalent.yaml'), 'utf8'));
  const text = readFileSync(path.join(root, file), 'utf8').split('\n')[line - 1];
  return known.find((one) => one.file === file && one.from === from && one.to === to && text.includes(one.in))?.because;
}
