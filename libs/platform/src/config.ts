import { readFileSync } from 'node:fs';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);

const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((text) => text === '1');

/** Fragments a service composes its config from: one place says what every variable means. */
export const fragments = {
  service: {
    REPLICA: z.string().min(1).default('1'),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    HTTP_PORT: port,
    HTTP_HOST: z.string().default('127.0.0.1'),
    /** 1: several processes listen on the same port, so that one can be replaced while the others go on. */
    HTTP_SHARED: flag,
  },
  database: {
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(8),
  },
  wire: {
    WIRE: z.enum(['kafka', 'local']).default('kafka'),
    KAFKA_BROKERS: z
      .string()
      .default('')
      .transform((text) => text.split(',').filter((part) => part !== '')),
  },
  institutions: {
    INSTITUTIONS_DIR: z.string().default('config/institutions'),
    SIMULATOR_URL: z.url().optional(),
  },
  /** The figures of the law that a court may read and change. */
  law: { LAW_DIR: z.string().default('config/law') },
  secrets: { SECRETS_FILE: z.string().min(1) },
  demo: { DEMO: flag },
} as const;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Parses the environment whole. Throws ConfigError naming every wrong variable, so that a process starts right or not at all. */
export function readConfig<S extends z.ZodRawShape>(shape: S, environment: Record<string, string | undefined> = process.env) {
  const result = z.object(shape).safeParse(environment);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The environment is not complete. Set these variables and start again:\n${lines.join('\n')}`);
}

const secretsShape = z.strictObject({
  /** HS256 key of the demo tokens (base64url). */
  tokenSigningKey: z.string().min(32),
  /** What an institution presents when it sends us a notice, and what we present to it. */
  institutionToken: z.string().min(16),
});
export type Secrets = z.infer<typeof secretsShape>;

/** Reads the secrets file made at first start. Never logged; errors name the field, not the value. */
export function readSecrets(path: string): Secrets {
  const result = secretsShape.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (result.success) return result.data;
  throw new ConfigError(
    `${path} is not a complete secrets file: ${result.error.issues.map((issue) => issue.path.join('.')).join(', ')}`,
  );
}
