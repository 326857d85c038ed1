import { readFileSync } from 'node:fs';
import { fragments, readConfig, readSecrets } from '#platform/config.js';
import { parse } from 'yaml';
import { z } from 'zod';
import { customerBody } from './bank/request.js';
import { titleBody } from './registry/request.js';

const measure = z.enum(['inquire', 'freeze', 'renew', 'release', 'deduct', 'seal', 'pay']);
export type Measure = z.infer<typeof measure>;
const effects = ['freeze', 'renew', 'release', 'deduct', 'seal'] as const;

const institution = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string().min(1),
  protocol: z.enum(['rest-json', 'registry-json']),
  /** How far the institution's machine clock is ahead of ours. */
  clockSkewMs: z.number().int().default(0),
  /** Least and greatest time an answer takes. */
  latencyMs: z.tuple([z.number().int().min(0), z.number().int().min(0)]).default([0, 0]),
  answers: z
    .strictObject({
      by: z.enum(['at_once', 'notice', 'status']).default('at_once'),
      afterMs: z.number().int().min(0).default(2000),
      measures: z.array(measure).default([...effects]),
    })
    .prefault({}),
  /** Manual review: the final answer comes after so many office hours of business time. */
  review: z.strictObject({ measures: z.array(measure), hours: z.number().positive() }).optional(),
  hours: z.strictObject({ openMinute: z.number().int(), closeMinute: z.number().int() }).optional(),
  maxConcurrent: z.number().int().min(1).default(500),
  unsupported: z.array(measure).default([]),
  /** Banks: does it take many requests in one call? */
  batch: z.boolean().default(false),
  /** Banks: does it freeze whole accounts? Else amounts only. */
  wholeAccount: z.boolean().default(true),
  /** Banks: its terms end at this minute of their last day and its receipts say so (R1.8-4); else with the day. */
  termEndsAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
  /** Registries: the unit is locked so long after the acknowledgement, before it is registered. */
  lockAfterMs: z.number().int().min(0).optional(),
  customers: z.array(customerBody).default([]),
  titles: z.array(titleBody).default([]),
});
export type InstitutionOptions = z.infer<typeof institution>;

const counterparties = z.strictObject({
  /** Business time money takes from bank to bank. */
  interbankDelayMs: z.number().int().min(0),
  institutions: z.array(institution).min(1),
});
export type Counterparties = z.infer<typeof counterparties>;

export function readCounterparties(path: string): Counterparties {
  const parsed = counterparties.parse(parse(readFileSync(path, 'utf8')));
  const codes = parsed.institutions.map((one) => one.code);
  if (new Set(codes).size < codes.length) throw new Error(`${path} names an institution twice`);
  return parsed;
}

export function institutionOptions(options: z.input<typeof institution>): InstitutionOptions {
  return institution.parse(options);
}

/** Read whole at boot, or the process does not start. */
export function readSimulatorConfig() {
  const environment = readConfig({
    ...fragments.service,
    ...fragments.secrets,
    SIMULATOR_DATA: z.string().min(1).default('.local/simulator'),
    COUNTERPARTIES_FILE: z.string().min(1).default('apps/simulator/counterparties.yaml'),
    /** Base URL of the court's notice endpoints; banks and registries may be served by different groups of adapters. */
    NOTICE_URL: z.url(),
    REGISTRY_NOTICE_URL: z.url().optional(),
  });
  return {
    ...environment,
    token: readSecrets(environment.SECRETS_FILE).institutionToken,
    counterparties: readCounterparties(environment.COUNTERPARTIES_FILE),
  };
}
