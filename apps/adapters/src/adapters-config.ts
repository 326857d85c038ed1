import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Group, GROUPS } from '#messages/topics.js';
import { ConfigError, fragments, readConfig } from '#platform/config.js';

const shape = {
  ...fragments.service,
  ...fragments.database,
  ...fragments.wire,
  ...fragments.institutions,
  ...fragments.secrets,
  GROUP: z.enum(GROUPS).optional(),
  /** Where institutions bring their notices, apart from health and metrics; the service's own port where left out. */
  NOTICE_PORT: z.coerce.number().int().min(0).max(65535).optional(),
};

/** One image for every institution: `--group` or GROUP says which of them this process serves. */
export function readAdaptersConfig(args: readonly string[], environment?: Record<string, string | undefined>) {
  const config = readConfig(shape, environment);
  const { values } = parseArgs({ args: [...args], options: { group: { type: 'string' } }, strict: false });
  const group = z.enum(GROUPS).safeParse(values.group ?? config.GROUP);
  if (!group.success) throw new ConfigError(`Say --group or GROUP: ${GROUPS.join(' or ')}.`);
  const groups: readonly Group[] = [group.data];
  return { ...config, groups };
}

export type AdaptersConfig = ReturnType<typeof readAdaptersConfig>;
