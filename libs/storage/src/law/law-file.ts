import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type z } from 'zod';
import { ConfigError } from '#platform/config.js';

/** Reads one file of config/law whole. Throws ConfigError naming every wrong field, so that nobody reckons with half a law. */
export function readLawFile<S extends z.ZodType>(folder: string, name: string, schema: S): z.output<S> {
  const file = path.join(folder, name);
  let written: unknown;
  try {
    written = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read as YAML. Correct it, or let LAW_DIR name the folder of the law.`, { cause });
  }
  const result = schema.safeParse(written);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.map(String).join('.')}: ${issue.message}`);
  throw new ConfigError(`${file} is not right. Correct these fields and start again:\n${lines.join('\n')}`);
}
