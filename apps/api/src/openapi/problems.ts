import { type z } from 'zod';
import { cited } from '#enforcement/cited-rules.js';
import { MEASURES } from '#enforcement/measure.js';
import { type FieldProblem } from '#platform/errors.js';

/** `['claims', 0, 'principal']` → `claims[0].principal`. */
export function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** Everything a schema found wrong, a line per field, in words that say what to do; never the value itself. */
export function problemsOf(error: z.ZodError, prefix = ''): FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const field = `${prefix}${jsonPath(issue.path)}` || 'body';
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: `${prefix}${jsonPath([...issue.path, key])}`,
        code: 'unknown_field',
        message: 'There is no such field. Correct its spelling or leave it out.',
      }));
    }
    if (issue.code === 'invalid_union' && issue.discriminator === 'measure') return [unknownMeasure(field)];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return unionProblems(issue, field, prefix);
    if (issue.code === 'invalid_type' && issue.input === undefined) {
      return [{ field, code: 'required', message: 'Give this field.' }];
    }
    return [{ field, code: issue.code, message: issue.message, ...(issue.code === 'custom' ? named(issue.params) : {}) }];
  });
}

/** What `fail` of ours has said: its own code, and rule and article where the law is behind it. */
function named(params: Record<string, unknown> = {}): Partial<FieldProblem> {
  const said = ['code', 'rule', 'article'].filter((name) => typeof params[name] === 'string');
  return Object.fromEntries(said.map((name) => [name, params[name]]));
}

/** The law knows the measures it knows; nobody may add one (R1.1-1). */
function unknownMeasure(field: string): FieldProblem {
  const message = `There is no such measure. Write one of: ${MEASURES.join(', ')}.`;
  return { field, code: 'measure.unknown', message, ...cited('R1.1-1') };
}

function unionProblems(issue: z.core.$ZodIssueInvalidUnion, field: string, prefix: string): FieldProblem[] {
  // the member that came furthest was most likely meant: its problems lie deepest
  const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map((one) => one.path.length));
  const nearest = [...issue.errors].sort((one, other) => depth(other) - depth(one))[0];
  if (nearest === undefined || depth(nearest) === 0) return [{ field, code: 'invalid_value', message: issue.message }];
  const inner = nearest.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
  return problemsOf({ issues: inner } as z.ZodError, prefix);
}
