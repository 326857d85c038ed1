import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigError, fragments, readConfig } from '#platform/config.js';

export const API_CONFIG = 'api-config';

const shape = {
  ...fragments.service,
  ...fragments.database,
  ...fragments.wire,
  ...fragments.institutions,
  ...fragments.law,
  ...fragments.secrets,
  ...fragments.demo,
  APPROVAL_FILE: z.string().default('config/approval.yaml'),
  /** The built page; served where it is there. */
  CONSOLE_DIR: z.string().default('dist/apps/console'),
  /** Ordinary calls at work at a time: enough to keep every database connection busy, few enough that none waits long. */
  INTAKE_MOST: z.coerce.number().int().min(1).max(10_000).default(32),
  /** Later than this to its timers, the process begins nothing ordinary. */
  INTAKE_LATE_MS: z.coerce.number().int().min(10).max(10_000).default(150),
  COURT_FILE: z.string().default('config/court.yaml'),
};

export function readApiConfig(environment?: Record<string, string | undefined>) {
  return readConfig(shape, environment);
}
export type ApiConfig = ReturnType<typeof readApiConfig>;

/** Reads a YAML file whole by its schema. Throws ConfigError naming every wrong field. */
export function readYaml<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  let written: unknown;
  try {
    written = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read as YAML. Correct it, or set the variable that names it.`, { cause });
  }
  const result = schema.safeParse(written);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.map(String).join('.')}: ${issue.message}`);
  throw new ConfigError(`${file} is not right. Correct these fields and start again:\n${lines.join('\n')}`);
}
