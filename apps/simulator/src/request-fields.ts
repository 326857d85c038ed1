import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseYuan } from './money.js';
import { isDay } from './simulator-clock.js';

/** Fields shared by the two published protocols (docs/protocols). */
export const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const text = z.string().min(1).max(500);
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isDay, 'no such day');
export const instantText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/)
  .refine((value) => !Number.isNaN(Date.parse(value)));
export const money = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})\.\d{2}$/)
  .transform(parseYuan);
export const accountNumber = z.string().regex(/^[0-9A-Za-z-]{5,40}$/);
export const assetNumber = z.string().regex(/^[0-9A-Z]{6,40}$/);
export const idType = z.enum([
  'citizen_id',
  'passport',
  'other_person',
  'uscc',
  'organisation_code',
  'business_licence',
  'other_organisation',
]);
export const count = z.string().regex(/^(0|[1-9]\d{0,14})$/);
export const idNumber = z.string().regex(/^[0-9A-Za-z-]{5,40}$/);
export const holders = z
  .array(z.strictObject({ name: text, idNumber: idNumber.optional() }))
  .min(1)
  .max(50);
export type Holders = z.infer<typeof holders>;
export const payee = z.strictObject({
  name: text,
  bankName: text,
  bankCode: z.string().regex(/^\d{12}$/),
  account: accountNumber,
});

const subject = z.strictObject({
  kind: z.enum(['person', 'organisation']),
  name: text,
  idType,
  idNumbers: z.array(idNumber).min(1).max(10),
});
const legalBasis = z.strictObject({
  rulingNumber: text.optional(),
  noticeNumber: text,
  documents: z
    .array(z.strictObject({ id: text, name: text, mediaType: text, sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(20),
  officers: z.array(z.strictObject({ name: text, workCard: text, dutyCard: text })).max(10),
});
export type LegalBasis = z.infer<typeof legalBasis>;

/** What every request to a bank or registry carries beside the block of its measure. */
export const common = {
  requestId: uuid,
  attempt: z.number().int().min(1),
  notAfter: instantText,
  caseNumber: text,
  court: z.strictObject({ code: text, name: text }),
  judge: z.strictObject({ name: text, phone: text.optional() }),
  subject,
  legalBasis,
};

/** "-" and case are not part of an id number (R1.8-14). */
export function bareId(number: string): string {
  return number.replaceAll('-', '').toUpperCase();
}

/** The content of a request is its body without `attempt` and `notAfter`, whatever the order of members. */
export function contentDigest(body: object): string {
  return createHash('sha256').update(canonical(body)).digest('base64url');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([name]) => name !== 'attempt' && name !== 'notAfter');
  return `{${members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
    .join(',')}}`;
}
