import { type ValueTransformer } from 'typeorm';

/** Fen is bigint inside; TypeORM hands int8 over as text. */
export const fenColumn: ValueTransformer = {
  from: (stored: string | null) => (stored === null ? null : BigInt(stored)),
  to: (fen: bigint | null) => fen?.toString() ?? null,
};
