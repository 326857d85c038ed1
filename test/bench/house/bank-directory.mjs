// A directory of made-up banks, as many as a run wants: 20 alike for the engines' table, 4,000 for the whole nation.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/place.mjs';

/** The code of bank `number`, from 1. */
export const bankCode = (number) => `b${String(number).padStart(4, '0')}`;

/** Eleven digits and their check digit, ISO/IEC 7064 MOD 11,10 (docs: rules 10.4). */
function cnaps(number) {
  const digits = `9${String(number).padStart(10, '0')}`;
  let product = 10;
  for (const digit of digits) product = (((product + Number(digit)) % 10 || 10) * 2) % 11;
  return `${digits}${(11 - product) % 10}`;
}

/** As a large bank that takes the batch call has it: config/institutions/psbc.yaml. */
const batchLines = ['batch: { most: 500, calls: 16 }', 'window: { max: 1000 }', 'maxItemsPerMessage: 250'];

/** Writes `count` profiles below `folder`, one file each, defaults as in earnest, with or without the batch call; returns their codes. */
export function writeBankDirectory(folder, count, { batch = false } = {}) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'defaults.yaml'), readFileSync(path.join(root, 'config/institutions/defaults.yaml')));
  return Array.from({ length: count }, (_, index) => {
    const code = bankCode(index + 1);
    const lines = [
      `code: ${code}`,
      'protocol: rest-json',
      `names: { zh: 第${index + 1}银行, en: Bank ${index + 1} }`,
      `cnaps: '${cnaps(index + 1)}'`,
      'cnapsConfidence: unsure',
      `baseUrl: \${SIMULATOR_URL}/${code}`,
      ...(batch ? batchLines : []),
    ];
    writeFileSync(path.join(folder, `${code}.yaml`), `${lines.join('\n')}\n`);
    return code;
  });
}
