import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const PACKAGE = '@expo-google-fonts/noto-serif-sc';
const FILES = { regular: '400Regular/NotoSerifSC_400Regular.ttf', bold: '700Bold/NotoSerifSC_700Bold.ttf' } as const;
export type Weight = keyof typeof FILES;

const read = new Map<Weight, Buffer>();

/** Noto Serif SC in whole (GB 18030); read once, embedded in each paper as the subset it uses. */
export function typeface(weight: Weight): Buffer {
  const known = read.get(weight);
  if (known !== undefined) return known;
  const file = readFileSync(createRequire(import.meta.url).resolve(`${PACKAGE}/${FILES[weight]}`));
  read.set(weight, file);
  return file;
}
