import { type Queryable } from '../database.js';
import { type Settlement } from './settlement.js';

interface AssetRow {
  readonly request: Settlement['request'];
  readonly key: string;
  readonly kind: string;
  readonly content: object;
  readonly balanceFen: string | null;
  readonly availableFen: string | null;
}

/**
 * Keeps, per account or asset, the newest report with the time it was true. What an institution no longer reports is dropped, so that
 * an old balance is never shown as a present one; the answers themselves stay. An institution that is asked for a debtor under several names
 * and numbers drops only what it told under the same one, and an account told under two of them stays one row, counted once (R10.2).
 */
export async function keepAssets(tx: Queryable, settlements: readonly Settlement[]): Promise<void> {
  const answered = settlements.filter(({ content }) => content.outcome === 'found' || content.outcome === 'nothing');
  if (answered.length === 0) return;
  const told = [answered.map(({ request }) => request.requestId), answered.map(({ content }) => content.asOf)];
  if (await hasAssets(tx, answered)) {
    await tx.query(
      `with told as (${NEWEST_TOLD}) delete from asset a using told
       where a.case_id = told.case_id and a.party_id = told.party_id and a.institution = told.institution
         and a.identity_id is not distinct from told.identity_id and a.as_of < told.as_of`,
      told,
    );
  }
  const rows = answered.flatMap(assetRows);
  if (rows.length === 0) return;
  await tx.query(
    `with told as (${NEWEST_TOLD})
     insert into asset (case_id, party_id, institution, asset_key, kind, content, balance_fen, available_fen, as_of, request_id, identity_id)
     select distinct on (told.case_id, told.party_id, told.institution, t.asset_key) told.case_id, told.party_id, told.institution, t.asset_key,
       t.kind, t.content, t.balance_fen, t.available_fen, told.as_of, told.request_id, told.identity_id
     from unnest($3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::bigint[], $8::bigint[])
       as t(request_id, asset_key, kind, content, balance_fen, available_fen)
     join told on told.request_id = t.request_id
     order by told.case_id, told.party_id, told.institution, t.asset_key, told.as_of desc, told.request_id desc
     on conflict (case_id, party_id, institution, asset_key) do update
       set content = excluded.content, kind = excluded.kind, balance_fen = excluded.balance_fen, available_fen = excluded.available_fen,
           as_of = excluded.as_of, request_id = excluded.request_id, identity_id = excluded.identity_id
       where asset.as_of <= excluded.as_of`,
    [
      ...told,
      rows.map((row) => row.request.requestId),
      rows.map((row) => row.key),
      rows.map((row) => row.kind),
      rows.map((row) => JSON.stringify(row.content)),
      rows.map((row) => row.balanceFen),
      rows.map((row) => row.availableFen),
    ],
  );
}

/** Of most debtors nothing was ever found: then there is nothing to drop, and no need to ask whom each request was about. */
async function hasAssets(tx: Queryable, answered: readonly Settlement[]): Promise<boolean> {
  const { rows } = await tx.query(
    `select from unnest($1::uuid[]) as one(case_id) where exists (select from asset a where a.case_id = one.case_id) limit 1`,
    [[...new Set(answered.map(({ request }) => request.caseId))]],
  );
  return rows.length > 0;
}

// Two inquiries about one debtor may be answered in one batch: what the institution said last counts, and no row is touched twice.
const NEWEST_TOLD = `
  select distinct on (r.case_id, o.party_id, r.institution, r.identity_id)
    r.case_id, o.party_id, r.institution, r.identity_id, t.as_of, r.id as request_id
  from unnest($1::uuid[], $2::timestamptz[]) as t(request_id, as_of)
  join request r on r.id = t.request_id join enforcement_order o on o.id = r.order_id
  order by r.case_id, o.party_id, r.institution, r.identity_id, t.as_of desc, r.id desc`;

function assetRows({ request, content }: Settlement): AssetRow[] {
  const rows = new Map<string, AssetRow>();
  for (const account of content.accounts ?? []) {
    rows.set(account.account, {
      request,
      key: account.account,
      kind: 'account',
      content: account,
      balanceFen: account.balanceFen,
      availableFen: account.availableFen,
    });
  }
  for (const asset of content.assets ?? []) {
    rows.set(asset.assetId, {
      request,
      key: asset.assetId,
      kind: asset.kind,
      content: asset,
      balanceFen: null,
      availableFen: null,
    });
  }
  // an account told twice in one answer is one row: `on conflict` cannot touch a row twice
  return [...rows.values()];
}
