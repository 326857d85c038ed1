import { createHash } from 'node:crypto';

export interface Digests {
  readonly sha256: string;
  readonly sm3: string;
}

/** SHA-256 for the world, SM3 (GB/T 32905) for the courts' own checks. */
export function digestsOf(content: Buffer | string): Digests {
  const digest = (name: string) => createHash(name).update(content).digest('hex');
  return { sha256: digest('sha256'), sm3: digest('sm3') };
}
