import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { syncFolder } from './batches.js';
import { ArchiveRefusal } from './refusal.js';
import { ARCHIVED_TABLES } from './tables.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const manifestShape = z.strictObject({
  file: z.string(),
  table: z.enum(ARCHIVED_TABLES),
  month: z.string(),
  columns: z.array(z.string()).min(1),
  rows: z.int().min(1),
  first: z.string(),
  last: z.string(),
  /** Of the uncompressed text: `gunzip < file | sha256sum`. */
  sha256: digest,
  schemaVersion: z.string(),
  madeAt: z.iso.datetime(),
  madeBy: z.string(),
  batches: z.array(z.strictObject({ rows: z.int().min(1), bytes: z.int().min(1), sha256: digest })).min(1),
});
export type Manifest = z.infer<typeof manifestShape>;

export const manifestName = (file: string) => file.replace(/\.jsonl\.gz$/, '.json');

/** Writes the manifest whole or not at all. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const file = path.join(folder, manifestName(manifest.file));
  const handle = await open(`${file}.part`, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.part`, file);
  await syncFolder(folder);
}

/** Throws ArchiveRefusal where there is none beside the file, or it is not one. */
export async function readManifest(folder: string, file: string): Promise<Manifest> {
  const name = manifestName(file);
  const text = await readFile(path.join(folder, name), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new ArchiveRefusal(
      `There is no ${name} in ${folder}. Either the file is elsewhere (--to names its folder), or its run was stopped: run the archive again to close it.`,
    );
  }
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    throw new ArchiveRefusal(`${name} is no JSON any more. Bring it back from its backup.`);
  }
  const read = manifestShape.safeParse(written);
  if (read.success) return read.data;
  throw new ArchiveRefusal(
    `${name} is not right any more (${read.error.issues.map(({ path: at }) => at.join('.')).join(', ')}). Bring it back from its backup.`,
  );
}
