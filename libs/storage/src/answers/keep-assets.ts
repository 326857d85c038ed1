import { type Queryable } from '../database.js';
import { type Settlement } from './settlement.js';

interface AssetRow {
  readonly request: Settlement['request'];
  readonly key: string;
  readonly kind: string;
  readonly content: object;
  readonly balanceFen: string | null;
  readonly availableFen: string | null;
  readonly asOf: string;
}

/**
 * Keeps, per account or asset, the newest report with the time it was true. What an institution no longer reports is dropped, so that
 * an old balance is never shown as a present one; the answers themselves stay.
 */
export async function keepAssets(tx: Queryable, settlements: readonly Settlement[]): Promise<void> {
  const answered = settlements.filter(({ content }) => content.outcome === 'found' || content.outcome === 'nothing');
  if (answered.length === 0) return;
  await tx.query(
    `delete from asset a using (
       select r.case_id, o.party_id, r.institution, t.as_of
       from unnest($1::uuid[], $2::timestamptz[]) as t(request_id, as_of)
       join request r on r.id = t.request_id join enforcement_order o on o.id = r.order_id
     ) told
     where a.case_id = told.case_id and a.party_id = told.party_id and a.institution = told.institution and a.as_of < told.as_of`,
    [answered.map(({ request }) => request.requestId), answered.map(({ content }) => content.asOf)],
  );
  const rows = answered.flatMap(assetRows);
  if (rows.length === 0) return;
  await tx.query(
    `insert into asset (case_id, party_id, institution, asset_key, kind, content, balance_fen, available_fen, as_of, request_id)
     select r.case_id, o.party_id, r.institution, t.asset_key, t.kind, t.content, t.balance_fen, t.available_fen, t.as_of, r.id
     from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::bigint[], $6::bigint[], $7::timestamptz[])
       as t(request_id, asset_key, kind, content, balance_fen, available_fen, as_of)
     join request r on r.id = t.request_id join enforcement_order o on o.id = r.order_id
     on conflict (case_id, party_id, institution, asset_key) do update
       set content = excluded.content, kind = excluded.kind, balance_fen = excluded.balance_fen, available_fen = excluded.available_fen,
           as_of = excluded.as_of, request_id = excluded.request_id
       where asset.as_of <= excluded.as_of`,
    [
      rows.map((row) => row.request.requestId),
      rows.map((row) => row.key),
      rows.map((row) => row.kind),
      rows.map((row) => JSON.stringify(row.content)),
      rows.map((row) => row.balanceFen),
      rows.map((row) => row.availableFen),
      rows.map((row) => row.asOf),
    ],
  );
}

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
      asOf: content.asOf,
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
      asOf: content.asOf,
    });
  }
  // an account told twice in one answer is one row: `on conflict` cannot touch a row twice
  return [...rows.values()];
}
