import { type z } from 'zod';
import { type JsonFlaw, readStrictJson } from '#platform/strict-json.js';

export type Parsed = { readonly value: unknown } | { readonly reason: string; readonly detail: string };

const details: Record<JsonFlaw['kind'], string> = {
  empty: 'the message has no body',
  not_utf8: 'the body is not UTF-8',
  not_json: 'the body is not JSON',
  too_deep: 'the body is nested deeper than any message of ours',
  duplicate_keys: 'an object of the body says a key twice',
};

/**
 * Bytes to a message of the topic's schema, or why not. The detail names places and kinds, never what stood there: it is listed to
 * operators and logged. A version of the future is told apart from a broken message: it waits for our upgrade, not for a repair.
 */
export function parsePayload(schema: z.ZodType, payload: Buffer | null): Parsed {
  const read = readStrictJson(payload ?? Buffer.alloc(0));
  if ('kind' in read) return { reason: read.kind, detail: details[read.kind] };
  const result = schema.safeParse(read.value);
  if (result.success) return { value: result.data };
  const { issues } = result.error;
  return { reason: reasonOf(issues), detail: issues.slice(0, 5).map(describe).join('; ') };
}

function reasonOf(issues: readonly z.core.$ZodIssue[]): string {
  const wrong = (field: string) => issues.some((issue) => issue.path.length === 1 && issue.path[0] === field);
  if (wrong('type')) return 'unknown_type';
  return wrong('version') ? 'unknown_version' : 'schema';
}

function describe(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.') || '(whole)'}: ${issue.code}`;
}
