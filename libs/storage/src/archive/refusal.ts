/** Why the archive does not do what it was told: one sentence for the operator, who can do something about it. */
export class ArchiveRefusal extends Error {
  override readonly name = 'ArchiveRefusal';
}

const BY_CODE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'no file may grow larger there',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk can only be read',
  ENOTDIR: 'that is no folder',
  EEXIST: 'that is no folder',
  EIO: 'the disk gives errors',
};

/** Turns what the disk says into a sentence; anything else stays as it is. */
export function diskRefusal(error: unknown, folder: string): unknown {
  const why = BY_CODE[codeOf(error)];
  if (why === undefined) return error;
  return new ArchiveRefusal(
    `Nothing can be written to ${folder}: ${why}. What is not in a file is still in the tables; put it right and run the same command again.`,
    { cause: error },
  );
}

/** `ENOSPC` and the like; empty where the disk is not to blame. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
