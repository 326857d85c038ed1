import { type KnownAccount } from '#enforcement/exempt/account-class.js';
import { type Queryable } from '../database.js';

/** What a bank last told of an account, in whichever case it was asked: a mark seen once is known to all. */
export async function knownAccount(tx: Queryable, institution: string, account: string): Promise<KnownAccount> {
  const { rows } = await tx.query<{ tag: string | null; class: string | null }>(
    `select content ->> 'exemptionTag' as tag, content ->> 'class' as class from asset
     where institution = $1 and asset_key = $2 and kind = 'account' order by as_of desc limit 1`,
    [institution, account],
  );
  return { exemptionTag: rows[0]?.tag ?? undefined, class: rows[0]?.class ?? undefined };
}

/** The measures of others a bank last listed on an account, in whichever case it was asked. */
export async function priorMeasuresOf(
  tx: Queryable,
  institution: string,
  account: string,
): Promise<readonly { readonly authority: string; readonly documentNumber: string }[]> {
  const { rows } = await tx.query<{ authority: string; documentNumber: string }>(
    `select m ->> 'authority' as authority, m ->> 'documentNumber' as "documentNumber" from
       (select content from asset where institution = $1 and asset_key = $2 and kind = 'account' order by as_of desc limit 1) newest
       cross join jsonb_array_elements(newest.content -> 'priorMeasures') as m`,
    [institution, account],
  );
  return rows;
}
