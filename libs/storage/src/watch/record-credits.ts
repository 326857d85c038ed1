import { citizenIdForms, checkCitizenId } from '#enforcement/identity/citizen-id.js';
import { compactCode } from '#enforcement/identity/normalise.js';
import { type WatchRule } from '#enforcement/watch/finding-level.js';
import { type Sighting } from '#enforcement/watch/sightings.js';
import { type Queryable } from '../database.js';
import { lockCases, type Moment } from '../events.js';
import { type PartySighted, raiseFindings } from './raise-findings.js';

/** Money that arrived on an account of a watched subject, as the bank's notice said it. */
export interface Credit {
  readonly institution: string;
  readonly noticeId: string;
  readonly creditId: string;
  readonly account: string;
  readonly idNumber: string;
  readonly amountFen: string;
  readonly availableFen: string;
  readonly currency: string;
  readonly bookedAt: string;
}

/** Of the credits that were new. */
export interface RecordedCredits {
  readonly stored: number;
  readonly matched: number;
  readonly findings: number;
}

interface Match {
  readonly index: number;
  readonly caseId: string;
  readonly partyId: string;
  readonly exemptionTag: string | undefined;
}

/**
 * Stores credits once, however often they are reported, and raises findings for the debtors of dormant, watched cases they belong to.
 * One transaction of the caller for the whole batch.
 */
export async function recordCredits(
  tx: Queryable,
  credits: readonly Credit[],
  rule: WatchRule,
  at: Moment,
): Promise<RecordedCredits> {
  const candidates = await matchDebtors(tx, credits);
  await lockCases(
    tx,
    candidates.map((match) => match.caseId),
  );
  // a case resumed while we waited for its row is watched no longer
  const matches = candidates.length === 0 ? [] : await matchDebtors(tx, credits);
  const fresh = await insertCredits(tx, credits, new Set(matches.map((match) => match.index)), at);
  const matched = new Set<string>();
  const parties = new Map<string, { -readonly [K in keyof PartySighted]: PartySighted[K] }>();
  for (const { index, caseId, partyId, exemptionTag } of matches) {
    const credit = credits[index];
    if (credit === undefined || !fresh.has(keyOf(credit))) continue;
    matched.add(keyOf(credit));
    const key = `${caseId} ${partyId}`;
    const party = parties.get(key) ?? { caseId, partyId, kind: 'credit', sightings: [], assets: [] };
    party.sightings = [...party.sightings, sightingOf(credit, exemptionTag)];
    parties.set(key, party);
  }
  const findings = await raiseFindings(tx, [...parties.values()], rule, at);
  return { stored: fresh.size, matched: matched.size, findings };
}

async function insertCredits(
  tx: Queryable,
  credits: readonly Credit[],
  matched: ReadonlySet<number>,
  at: Moment,
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ institution: string; credit_id: string }>(
    `insert into credit (institution, credit_id, notice_id, account, amount_fen, available_fen, booked_at, received_at, matched)
     select institution, credit_id, notice_id, account, amount_fen, available_fen, booked_at, $9, matched
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::boolean[])
       as t(institution, credit_id, notice_id, account, amount_fen, available_fen, booked_at, matched)
     on conflict do nothing returning institution, credit_id`,
    [
      credits.map((credit) => credit.institution),
      credits.map((credit) => credit.creditId),
      credits.map((credit) => credit.noticeId),
      credits.map((credit) => credit.account),
      credits.map((credit) => credit.amountFen),
      credits.map((credit) => credit.availableFen),
      credits.map((credit) => credit.bookedAt),
      credits.map((_, index) => matched.has(index)),
      at.machine,
    ],
  );
  return new Set(rows.map((row) => keyOf({ institution: row.institution, creditId: row.credit_id })));
}

/** Every form of a subject's number is tried, since banks keep what they were once shown (R10.2). */
async function matchDebtors(tx: Queryable, credits: readonly Credit[]): Promise<Match[]> {
  const tried = credits.flatMap((credit, index) => formsOf(credit.idNumber).map((form) => ({ index, form })));
  const { rows } = await tx.query<{ index: number; case_id: string; party_id: string; exemption_tag: string | null }>(
    `select distinct on (t.index, p.id) t.index, p.case_id, p.id as party_id, a.content ->> 'exemptionTag' as exemption_tag
     from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as t(index, form, institution, account)
     join party p on p.id_numbers @> array[t.form] and p.role = 'debtor'
     join watch w on w.case_id = p.case_id and w.state = 'watching'
     join enforcement_case c on c.id = p.case_id and c.state = 'dormant'
     left join asset a on a.case_id = p.case_id and a.party_id = p.id and a.institution = t.institution
       and a.kind = 'account' and a.content ->> 'account' = t.account
     order by t.index, p.id`,
    [
      tried.map(({ index }) => index),
      tried.map(({ form }) => form),
      tried.map(({ index }) => credits[index]?.institution ?? ''),
      tried.map(({ index }) => credits[index]?.account ?? ''),
    ],
  );
  return rows.map((row) => ({
    index: row.index,
    caseId: row.case_id,
    partyId: row.party_id,
    exemptionTag: row.exemption_tag ?? undefined,
  }));
}

function formsOf(idNumber: string): string[] {
  const compact = compactCode(idNumber);
  const plain = compact.replaceAll('-', '');
  const citizen = checkCitizenId(plain);
  // an organisation code is written with and without its hyphen
  const hyphened = /^[\dA-Z]{8}[\dX]$/u.test(plain) ? [`${plain.slice(0, 8)}-${plain.slice(8)}`] : [];
  return [...new Set([compact, plain, ...hyphened, ...(citizen.ok ? citizenIdForms(citizen.value) : [])])];
}

function sightingOf(credit: Credit, exemptionTag: string | undefined): Sighting {
  return {
    institution: credit.institution,
    account: credit.account,
    availableFen: credit.availableFen,
    currency: credit.currency,
    at: credit.bookedAt,
    ...(exemptionTag === undefined ? {} : { exemptionTag }),
    source: { kind: 'credit', noticeId: credit.noticeId, creditId: credit.creditId, amountFen: credit.amountFen },
  };
}

function keyOf(credit: Pick<Credit, 'institution' | 'creditId'>): string {
  return `${credit.institution}\n${credit.creditId}`;
}
