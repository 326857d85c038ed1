import { z } from 'zod';

export const uuid = z.uuid();
export const instant = z.iso.datetime({ offset: true });
export const date = z.iso.date();
/** Fen as a decimal string: JSON has no bigint. Non-negative. */
export const fenText = z.string().regex(/^(0|[1-9]\d{0,17})$/, 'fen as a decimal string');
/** A number of things as a decimal string, such as shares. */
export const count = z.string().regex(/^(0|[1-9]\d{0,14})$/, 'a whole number as a decimal string');
export const institutionCode = z.string().regex(/^[a-z][a-z0-9-]{1,31}$/);
export const attempt = z.number().int().min(1);
