import { z } from 'zod';
import { type Sighted } from '#enforcement/watch/sightings.js';
import { type Queryable } from '../database.js';

const fen = z.string().regex(/^-?\d+$/);

// The part of an inquiry's final answer the watch looks at; the rest is none of its business.
const inquiryAnswer = z.object({
  asOf: z.string(),
  accounts: z
    .array(z.object({ account: z.string(), currency: z.string(), availableFen: fen, exemptionTag: z.string().optional() }))
    .default([]),
  assets: z.array(z.object({ assetId: z.string(), kind: z.string(), description: z.string().default('') })).default([]),
});

/** What the inquiry orders of one slot brought, per debtor. Registered assets that an earlier inquiry of the case reported are no news. */
export async function sightedByOrders(
  tx: Queryable,
  caseId: string,
  orderIds: readonly string[],
): Promise<(Sighted & { readonly partyId: string })[]> {
  const { rows } = await tx.query<{ party_id: string; request_id: string; institution: string; content: unknown }>(
    `select o.party_id, r.id as request_id, r.institution, a.content
     from enforcement_order o join request r on r.order_id = o.id
     join every_answer a on a.request_id = r.id and a.kind = 'final' and a.digest is not distinct from r.answer_digest
     where o.id = any($1::uuid[]) and o.party_id is not null and r.outcome = 'found' order by r.id`,
    [orderIds],
  );
  const known = await assetsKnownBefore(tx, caseId, orderIds);
  const parties = new Map<string, { partyId: string; sightings: Sighted['sightings']; assets: Sighted['assets'] }>();
  for (const { party_id: partyId, request_id: requestId, institution, content } of rows) {
    const { asOf, accounts, assets } = inquiryAnswer.parse(content);
    const party = parties.get(partyId) ?? { partyId, sightings: [], assets: [] };
    parties.set(partyId, {
      partyId,
      sightings: [
        ...party.sightings,
        ...accounts.map((account) => ({ institution, ...account, at: asOf, source: { kind: 'inquiry' as const, requestId } })),
      ],
      assets: [
        ...party.assets,
        ...assets
          .filter((asset) => !known.has(`${partyId} ${institution} ${asset.assetId}`))
          .map((asset) => ({ institution, ...asset, requestId })),
      ],
    });
  }
  return [...parties.values()];
}

async function assetsKnownBefore(tx: Queryable, caseId: string, orderIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ known: string }>(
    `select distinct o.party_id || ' ' || r.institution || ' ' || (asset ->> 'assetId') as known
     from request r join enforcement_order o on o.id = r.order_id
     join every_answer a on a.request_id = r.id and a.kind = 'final'
     cross join lateral jsonb_array_elements(coalesce(a.content -> 'assets', '[]')) as asset
     where r.case_id = $1 and r.measure = 'inquire' and o.id <> all($2::uuid[])`,
    [caseId, orderIds],
  );
  return new Set(rows.map((row) => row.known));
}
