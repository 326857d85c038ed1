import { type z } from 'zod';

export type Parsed = { readonly value: unknown } | { readonly reason: string; readonly detail: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Bytes to a message of the topic's schema, or why not. The detail names places and kinds, never what stood there: it is listed to
 * operators and logged. A version of the future is told apart from a broken message: it waits for our upgrade, not for a repair.
 */
export function parsePayload(schema: z.ZodType, payload: Buffer | null): Parsed {
  if (payload === null || payload.length === 0) return { reason: 'empty', detail: 'the message has no body' };
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return { reason: 'not_utf8', detail: 'the body is not UTF-8' };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { reason: 'not_json', detail: 'the body is not JSON' };
  }
  const result = schema.safeParse(json);
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
