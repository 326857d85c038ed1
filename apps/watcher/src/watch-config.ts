import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Fen, parseYuan } from '#enforcement/money.js';
import { type WatchRule } from '#enforcement/watch/finding-level.js';
import { ConfigError, fragments, readConfig } from '#platform/config.js';

const yuan = z.string('Write the amount in quotes, such as "500.00".').transform((text, context): Fen => {
  const amount = parseYuan(text);
  if (amount !== undefined && amount > 0n) return amount;
  context.addIssue({ code: 'custom', message: 'Write an amount above zero in yuan, such as "500.00".' });
  return z.NEVER;
});
const threshold = z.strictObject({ fixed: yuan, sharePerMille: z.int().min(0).max(1000) });

const watchFile = z.strictObject({
  version: z.int().min(1),
  safetyDays: z.int().min(1).max(90),
  levels: z.strictObject({ info: threshold, review: threshold, freeze_now: threshold }).refine(
    ({ info, review, freeze_now: freezeNow }) =>
      [
        [info, review],
        [review, freezeNow],
      ].every(([low, high]) => low && high && low.fixed <= high.fixed && low.sharePerMille <= high.sharePerMille),
    'Let the levels rise: info, review, freeze_now.',
  ),
});

export const WATCH_SETTINGS = 'watch-settings';

/** config/watch.yaml, read whole at boot. */
export interface WatchSettings {
  readonly safetyDays: number;
  readonly rule: WatchRule;
}

export function parseWatchFile(name: string, text: string): WatchSettings {
  const result = watchFile.safeParse(parse(text));
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.map(String).join('.')}: ${issue.message}`);
    throw new ConfigError(`${name} is not right. Correct these fields and start again:\n${lines.join('\n')}`);
  }
  const { version, safetyDays, levels } = result.data;
  return { safetyDays, rule: { version, levels } };
}

export function readWatchFile(path: string): WatchSettings {
  try {
    return parseWatchFile(path, readFileSync(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`${path} cannot be read. Set WATCH_FILE to the watch settings.`, { cause });
  }
}

export function readWatcherConfig(environment?: Record<string, string | undefined>) {
  const shape = {
    ...fragments.service,
    ...fragments.database,
    ...fragments.wire,
    ...fragments.secrets,
    /** Where inquiry orders are placed, as by anybody else. */
    API_URL: z.url({ protocol: /^https?$/ }),
    WATCH_FILE: z.string().default('config/watch.yaml'),
  };
  return readConfig(shape, environment);
}
export type WatcherConfig = ReturnType<typeof readWatcherConfig>;
