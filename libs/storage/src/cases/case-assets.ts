import { type RequestState } from '#enforcement/request-states.js';
import { type Queryable } from '../database.js';
import { IS_SILENT } from '../orders/order-rows.js';
import { IN_QUEUE } from '../queue/blocks.js';

export interface AssetRow {
  readonly party_id: string;
  readonly institution: string;
  readonly asset_key: string;
  readonly kind: 'account' | 'real_estate' | 'vehicle' | 'shares';
  /** The further name and number it was reported under. */
  readonly identity_id: string | null;
  readonly content: unknown;
  readonly balance_fen: bigint | null;
  readonly available_fen: bigint | null;
  readonly as_of: Date;
}

/** What inquiries of a case found: the newest report of each account or asset, with the time it was true. */
export async function assetsOf(tx: Queryable, caseId: string): Promise<AssetRow[]> {
  const { rows } = await tx.query<AssetRow>(
    `select party_id, institution, asset_key, kind, content, balance_fen, available_fen, as_of, identity_id
     from asset where case_id = $1 order by institution, party_id, asset_key`,
    [caseId],
  );
  return rows;
}

/** An account that several debtors of the case were reported with holds its money once (R10.2): the newest report stays. */
export function eachAccountOnce(rows: readonly AssetRow[]): AssetRow[] {
  const newest = new Map<string, AssetRow>();
  for (const row of rows) {
    const key = `${row.institution}\n${row.asset_key}`;
    const known = newest.get(key);
    if (known === undefined || known.as_of < row.as_of) newest.set(key, row);
  }
  return [...newest.values()];
}

export interface InquiryRow {
  readonly party_id: string;
  readonly institution: string;
  readonly state: RequestState;
  readonly outcome: 'found' | 'nothing' | null;
  readonly silent: boolean;
  readonly as_of: Date | null;
}

/** The newest inquiry of each debtor at each institution, under each name and number he is asked for. */
export async function latestInquiries(tx: Queryable, caseId: string): Promise<InquiryRow[]> {
  const { rows } = await tx.query<InquiryRow>(
    `select distinct on (o.party_id, r.institution, r.identity_id) o.party_id, r.institution, r.outcome, ${IS_SILENT} as silent,
       case when att.id is not null then 'needs_attention' when r.state = 'open' then coalesce(q.state, 'queued') else r.state end as state,
       (select (a.content ->> 'asOf')::timestamptz from every_answer a
        where a.request_id = r.id and a.kind = 'final' and a.digest is not distinct from r.answer_digest) as as_of
     from request r join enforcement_order o on o.id = r.order_id
     ${IN_QUEUE}
     left join attention att on att.request_id = r.id and att.closed_at is null
     where r.case_id = $1 and r.measure = 'inquire' and r.state <> 'withdrawn'
     order by o.party_id, r.institution, r.identity_id, r.id desc`,
    [caseId],
  );
  return rows;
}
