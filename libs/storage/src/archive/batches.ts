import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ArchiveRefusal, codeOf } from './refusal.js';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** What the ledger and the manifest know of a batch: its lines, its compressed size, the digest of its uncompressed text. */
export interface Batch {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A file of the archive while rows are added to it: gzip members one after the other, which any gunzip reads as one text. Nothing counts as written
 * before it lies on the disk and was read back from there.
 */
export class BatchFile {
  private constructor(
    private readonly handle: FileHandle,
    private end: number,
  ) {}

  /** Opens the file and cuts off what was added to it and never committed: those rows are still in the tables. */
  static async open(folder: string, name: string, committedBytes: number): Promise<BatchFile> {
    const handle = await open(path.join(folder, name), committedBytes === 0 ? 'w+' : 'r+', 0o600).catch((error: unknown) => {
      throw isMissing(error)
        ? new ArchiveRefusal(`${name} of an earlier run is not in ${folder}. Name its folder with --to.`)
        : error;
    });
    const { size } = await handle.stat();
    if (size < committedBytes) {
      await handle.close();
      throw new ArchiveRefusal(
        `${name} has ${size} bytes, and ${committedBytes} were written to it. Bring back the file from its backup.`,
      );
    }
    await handle.truncate(committedBytes);
    if (committedBytes === 0) await syncFolder(folder);
    return new BatchFile(handle, committedBytes);
  }

  /** Writes the lines behind what counts, syncs and reads them back. They count only after `keep`. */
  async add(lines: readonly string[]): Promise<Batch> {
    const text = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8');
    const member = await compress(text);
    await this.handle.truncate(this.end);
    for (let done = 0; done < member.length;) {
      done += (await this.handle.write(member, done, member.length - done, this.end + done)).bytesWritten;
    }
    await this.handle.sync();
    const batch = { rows: lines.length, bytes: member.length, sha256: sha256(text) };
    await readBatch(this.handle, this.end, batch, 'what was just written');
    return batch;
  }

  keep(batch: Batch): void {
    this.end += batch.bytes;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** The lines of a file, batch by batch. Throws ArchiveRefusal naming the first that is not as it was written. */
export async function* readBatches(folder: string, name: string, batches: readonly Batch[]): AsyncGenerator<string[]> {
  const handle = await open(path.join(folder, name), 'r').catch((error: unknown) => {
    throw isMissing(error) ? new ArchiveRefusal(`There is no file ${name} in ${folder}. Name its folder with --to.`) : error;
  });
  try {
    let [at, line] = [0, 0];
    for (const [index, batch] of batches.entries()) {
      yield await readBatch(handle, at, batch, `${name}, batch ${index + 1} (lines ${line + 1} to ${line + batch.rows})`);
      at += batch.bytes;
      line += batch.rows;
    }
    const { size } = await handle.stat();
    if (size > at)
      throw new ArchiveRefusal(`${name} has ${size - at} bytes after its last batch that were not written by the archive.`);
  } finally {
    await handle.close();
  }
}

async function readBatch(handle: FileHandle, at: number, batch: Batch, where: string): Promise<string[]> {
  const member = Buffer.alloc(batch.bytes);
  let read = 0;
  for (let got = 1; got > 0 && read < member.length; read += got) {
    got = (await handle.read(member, read, member.length - read, at + read)).bytesRead;
  }
  if (read < batch.bytes) throw new ArchiveRefusal(`${where}: the file ends ${batch.bytes - read} bytes too early.`);
  const text = await expand(member).catch(() => undefined);
  if (text === undefined) throw new ArchiveRefusal(`${where}: it cannot be unpacked, so its bytes were changed.`);
  if (sha256(text) !== batch.sha256) {
    throw new ArchiveRefusal(`${where}: its digest is ${sha256(text)}, and ${batch.sha256} was written.`);
  }
  const lines = text.toString('utf8').split('\n').slice(0, -1);
  if (lines.length !== batch.rows)
    throw new ArchiveRefusal(`${where}: it has ${lines.length} lines, and ${batch.rows} were written.`);
  return lines;
}

/** A name in a folder is as durable as the folder. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function sha256(text: Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}
