import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { institutionProfile, type InstitutionProfile } from './profile.js';

export const defaultsFile = 'defaults.yaml';

/** One thing wrong with one field of one file; the message says what to do. */
export interface FileProblem {
  readonly file: string;
  readonly field: string;
  readonly message: string;
}

export type Placeholders = Readonly<Record<string, string | undefined>>;
type Mapping = { readonly [key: string]: unknown };
type Read<T> = { readonly value: T } | { readonly problems: readonly FileProblem[] };

/** Reads YAML whose top is a mapping. */
export function readMapping(file: string, text: string): Read<Mapping> {
  try {
    const value: unknown = parse(text);
    return isMapping(value)
      ? { value }
      : { problems: [{ file, field: '(file)', message: 'Write it as YAML, one field per line.' }] };
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    return { problems: [{ file, field: '(file)', message: `Correct the YAML: ${error.message.split('\n')[0] ?? ''}` }] };
  }
}

/**
 * A profile from its file over the defaults of its protocol. Mappings are merged key by key, at every depth; anything else
 * (a list, a number, a text) in the file replaces that of the defaults. `${NAME}` in `baseUrl` is taken from `placeholders`.
 */
export function readProfile(file: string, text: string, defaults: Mapping, placeholders: Placeholders): Read<InstitutionProfile> {
  const read = readMapping(file, text);
  if ('problems' in read) return read;
  const own = read.value;
  const ofProtocol = typeof own['protocol'] === 'string' ? defaults[own['protocol']] : undefined;
  if (!isMapping(ofProtocol)) {
    const known = Object.keys(defaults).join(', ');
    return { problems: [{ file, field: 'protocol', message: `Write one of the protocols of ${defaultsFile}: ${known}.` }] };
  }
  const merged = merge(ofProtocol, own);
  const missing = missingPlaceholders(merged['baseUrl'], placeholders);
  if (missing.length > 0) {
    return {
      problems: missing.map((name) => ({ file, field: 'baseUrl', message: `Set ${name}, or write the address itself.` })),
    };
  }
  const result = institutionProfile.safeParse({ ...merged, baseUrl: filledIn(merged['baseUrl'], placeholders) });
  if (result.success) {
    const named = file === `${result.data.code}.yaml`;
    return named
      ? { value: result.data }
      : { problems: [{ file, field: 'code', message: 'Let the code be the name of the file without ".yaml".' }] };
  }
  const problems = result.error.issues.flatMap((issue) => {
    const fields = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return fields.map((path) => ({
      // A value that only the defaults hold is wrong there, once; a rule between fields (`custom`) may be broken by either file.
      file:
        issue.code !== 'custom' && valueAt(own, path) === undefined && valueAt(ofProtocol, path) !== undefined
          ? defaultsFile
          : file,
      field: path.map(String).join('.'),
      message: advice(issue, valueAt(merged, path)),
    }));
  });
  return { problems };
}

function advice(issue: z.core.$ZodIssue, written: unknown): string {
  if (issue.code === 'unrecognized_keys') return 'There is no such field. Correct its spelling or remove it.';
  return written === undefined ? `Write it here, or in ${defaultsFile} under the protocol.` : issue.message;
}

function merge(defaults: Mapping, own: Mapping): Mapping {
  const overridden = Object.entries(own).map(([key, value]) => {
    const under = defaults[key];
    return [key, isMapping(under) && isMapping(value) ? merge(under, value) : value] as const;
  });
  return { ...defaults, ...Object.fromEntries(overridden) };
}

const placeholder = /\$\{([A-Z][A-Z0-9_]*)\}/gu;

function missingPlaceholders(text: unknown, values: Placeholders): readonly string[] {
  if (typeof text !== 'string') return [];
  return [...text.matchAll(placeholder)].map(([, name = '']) => name).filter((name) => values[name] === undefined);
}

function filledIn(text: unknown, values: Placeholders): unknown {
  return typeof text === 'string' ? text.replace(placeholder, (whole, name: string) => values[name] ?? whole) : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), value);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
