import { type Digests, digestsOf } from './digests.js';
import { Sheet } from './sheet.js';

export interface Paper extends Digests {
  readonly name: string;
  readonly content: Buffer;
}

/** Writes a paper from its facts. The footer carries the digests of the facts, so that a print can be held against them; the file has its own. */
export async function paper(
  name: string,
  facts: { readonly court: string; readonly day: string },
  write: (sheet: Sheet) => void,
): Promise<Paper> {
  const sheet = new Sheet({ title: name, court: facts.court, day: facts.day });
  write(sheet);
  const proof = digestsOf(JSON.stringify({ name, ...facts }));
  const content = await sheet.finish([`内容摘要 SHA-256 ${proof.sha256}`, `内容摘要 SM3 ${proof.sm3}`]);
  return { name: `${name}.pdf`, content, ...digestsOf(content) };
}
