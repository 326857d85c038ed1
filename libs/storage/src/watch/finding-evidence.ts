import { z } from 'zod';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { FINDING_LEVELS } from '#enforcement/watch/finding-level.js';

const fen = z.string().regex(/^-?\d+$/);

const strange = z.enum(['doubted', 'not_debtors']).optional();

const sighting = z.strictObject({
  institution: z.string(),
  account: z.string(),
  availableFen: fen,
  currency: z.string(),
  at: z.string(),
  exemptionTag: z.string().optional(),
  strange,
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('credit'), noticeId: z.string(), creditId: z.string(), amountFen: fen }),
    z.strictObject({ kind: z.literal('inquiry'), requestId: z.string() }),
  ]),
});

const asset = z.strictObject({
  institution: z.string(),
  kind: z.string(),
  assetId: z.string(),
  description: z.string(),
  requestId: z.string(),
  strange,
});

/** finding.evidence: what a judge needs to check the proposal by hand. Holds account numbers; never copy it into logs or events. */
export const findingEvidence = z.strictObject({
  rule: z.strictObject({ name: z.literal('regained-funds'), version: z.number().int() }),
  outstandingFen: fen,
  /** What money must reach for each level, by the rule and what was owed when the evidence was last added to. */
  thresholdsFen: z.strictObject(
    Object.fromEntries(FINDING_LEVELS.map((level) => [level, fen])) as Record<(typeof FINDING_LEVELS)[number], typeof fen>,
  ),
  sightings: z.array(sighting),
  assets: z.array(asset),
});
export type FindingEvidence = z.infer<typeof findingEvidence>;

const yuan = (text: string): string => formatYuan(fenOf(text));

/** The same for HTTP, where money is yuan text. Parsed again as it comes out of the JSON column. */
export function evidenceInYuan(stored: unknown) {
  const { rule, outstandingFen, thresholdsFen, sightings, assets } = findingEvidence.parse(stored);
  return {
    rule,
    outstanding: yuan(outstandingFen),
    thresholds: Object.fromEntries(FINDING_LEVELS.map((level) => [level, yuan(thresholdsFen[level])])),
    sightings: sightings.map(({ availableFen, source, ...sighting }) => ({
      ...sighting,
      available: yuan(availableFen),
      source:
        source.kind === 'inquiry'
          ? source
          : { kind: source.kind, noticeId: source.noticeId, creditId: source.creditId, amount: yuan(source.amountFen) },
    })),
    assets,
  };
}
