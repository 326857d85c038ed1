import { heldBy, type NamedHolder } from '#enforcement/identity/holders.js';
import { type Identity } from '#enforcement/identity/known-identities.js';
import { type Settlement } from '../answers/settlement.js';
import { type Actor } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { reweighFindings } from '../watch/reweigh-findings.js';

const CONTROL: Actor = { id: 'control', role: 'service' };

/**
 * Calls a person where an inquiry was answered about somebody who may not be the debtor: the institution knows the number under another name
 * (R1.8-14), or names another holder (R7.1-2). The caller holds the cases.
 */
export async function raiseDoubts(tx: Queryable, settlements: readonly Settlement[], at: Moment): Promise<void> {
  const inquiries = settlements.filter(({ request }) => request.measure === 'inquire');
  const mismatched = inquiries.filter(({ content }) => content.outcome === 'refused' && content.reason?.code === 'name_mismatch');
  const found = inquiries.filter(({ content }) => content.outcome === 'found');
  await doubtNames(tx, mismatched.map(requestId), at);
  await endNameDoubts(tx, found.map(requestId), at);
  await doubtHolders(tx, found, at);
}

const requestId = ({ request }: Settlement): string => request.requestId;

// Who was asked about, where, and under which number.
const ASKED = `select r.id, r.case_id, o.party_id, r.institution, r.created_at, r.outcome,
    coalesce(i.id_type, p.id_type) as id_type, coalesce(i.id_numbers, p.id_numbers) as id_numbers
  from request r join enforcement_order o on o.id = r.order_id join party p on p.id = o.party_id
  left join party_identity i on i.id = r.identity_id
  where r.measure = 'inquire'`;

// The institution has told under another of his names since: it knows the number as his.
const EXPLAINS = `explaining.case_id = asked.case_id and explaining.party_id = asked.party_id and explaining.institution = asked.institution
  and explaining.outcome = 'found' and explaining.created_at >= asked.created_at
  and explaining.id_type = asked.id_type and explaining.id_numbers && asked.id_numbers`;

async function doubtNames(tx: Queryable, requestIds: readonly string[], at: Moment): Promise<void> {
  if (requestIds.length === 0) return;
  const { rows } = await tx.query<{ id: string; case_id: string; party_id: string; institution: string }>(
    `with asked as (${ASKED} and r.id = any($1::uuid[]))
     select distinct on (asked.case_id, asked.party_id, asked.institution) asked.id, asked.case_id, asked.party_id, asked.institution
     from asked where not exists (
       select from (${ASKED} and r.case_id in (select case_id from asked)) as explaining where ${EXPLAINS})
     order by asked.case_id, asked.party_id, asked.institution, asked.id`,
    [requestIds],
  );
  await openDoubts(
    tx,
    rows.map((row) => ({
      kind: 'name_mismatch',
      caseId: row.case_id,
      partyId: row.party_id,
      institution: row.institution,
      requestId: row.id,
      assetKey: '',
      holders: [],
    })),
    at,
  );
}

async function endNameDoubts(tx: Queryable, foundIds: readonly string[], at: Moment): Promise<void> {
  if (foundIds.length === 0) return;
  const { rows } = await tx.query<ClosedRow>(
    `with explaining as (${ASKED} and r.id = any($1::uuid[]))
     update identity_doubt d set verdict = 'answered', closed_at = $2
     where d.id in (
       select doubt.id from explaining join identity_doubt doubt on doubt.case_id = explaining.case_id and doubt.party_id = explaining.party_id
         and doubt.institution = explaining.institution and doubt.kind = 'name_mismatch' and doubt.closed_at is null
       join (${ASKED} and r.case_id in (select case_id from explaining)) as asked on asked.id = doubt.request_id and ${EXPLAINS})
     returning d.id, d.case_id, d.kind`,
    [foundIds, at.machine],
  );
  await tellClosed(tx, rows, at);
}

interface HeldAsset {
  readonly request: Settlement['request'];
  readonly assetKey: string;
  readonly holders: readonly NamedHolder[];
}

async function doubtHolders(tx: Queryable, found: readonly Settlement[], at: Moment): Promise<void> {
  const held = found.flatMap(heldAssets);
  const parties = held.some(({ holders }) => holders.length > 0) ? await partiesOf(tx, held) : new Map<string, AskedParty>();
  const verdicts = held.map((one) => {
    const party = parties.get(one.request.requestId);
    return { ...one, party, by: heldBy(one.holders, party?.identities ?? []) };
  });
  const strange = verdicts.flatMap(({ request, assetKey, holders, party, by }) =>
    by === 'other' && party !== undefined
      ? [
          {
            kind: 'other_holder' as const,
            caseId: request.caseId,
            partyId: party.partyId,
            institution: request.institution,
            requestId: request.requestId,
            assetKey,
            holders: [...holders].sort((a, b) => (a.name < b.name ? -1 : 1)),
          },
        ]
      : [],
  );
  await endHolderDoubts(
    tx,
    verdicts.filter(({ by }) => by === 'debtor' || by === 'jointly'),
    at,
  );
  const opened = await undecided(tx, strange);
  await openDoubts(tx, opened, at);
  for (const caseId of [...new Set(opened.map((one) => one.caseId))].sort()) await reweighFindings(tx, caseId, CONTROL, at);
}

function heldAssets({ request, content }: Settlement): HeldAsset[] {
  const accounts = (content.accounts ?? []).map(({ account, holders = [] }) => ({ request, assetKey: account, holders }));
  const assets = (content.assets ?? []).map(({ assetId, holders = [] }) => ({ request, assetKey: assetId, holders }));
  return [...accounts, ...assets];
}

interface AskedParty {
  readonly partyId: string;
  readonly identities: readonly Identity[];
}

async function partiesOf(tx: Queryable, held: readonly HeldAsset[]): Promise<ReadonlyMap<string, AskedParty>> {
  const { rows } = await tx.query<{ id: string; party_id: string; identities: Identity[] }>(
    `select r.id, p.id as party_id,
       (select jsonb_agg(jsonb_build_object('name', k.name, 'idType', k.id_type, 'idNumber', k.id_number, 'idNumbers', k.id_numbers)) from (
          select p.name, p.id_type, p.id_number, p.id_numbers union all
          select i.name, i.id_type, i.id_number, i.id_numbers from party_identity i where i.party_id = p.id) as k) as identities
     from request r join enforcement_order o on o.id = r.order_id join party p on p.id = o.party_id where r.id = any($1::uuid[])`,
    [[...new Set(held.map(({ request }) => request.requestId))]],
  );
  return new Map(rows.map((row) => [row.id, { partyId: row.party_id, identities: row.identities }]));
}

interface Doubt {
  readonly kind: 'name_mismatch' | 'other_holder';
  readonly caseId: string;
  readonly partyId: string;
  readonly institution: string;
  readonly requestId: string;
  readonly assetKey: string;
  readonly holders: readonly NamedHolder[];
}

/** A person has decided on the same thing held by the same people: nothing new is told. */
async function undecided(tx: Queryable, doubts: readonly Doubt[]): Promise<readonly Doubt[]> {
  if (doubts.length === 0) return doubts;
  const { rows } = await tx.query<{ index: number }>(
    `select t.index::int as index from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[])
       with ordinality as t(case_id, party_id, institution, asset_key, holders, index)
     where exists (select from identity_doubt d where d.case_id = t.case_id and d.party_id = t.party_id and d.institution = t.institution
       and d.asset_key = t.asset_key and d.kind = 'other_holder' and d.holders = t.holders and d.verdict in ('debtors', 'not_debtors'))`,
    columnsOf(doubts),
  );
  const decided = new Set(rows.map(({ index }) => index - 1));
  return doubts.filter((_, index) => !decided.has(index));
}

async function endHolderDoubts(tx: Queryable, held: readonly (HeldAsset & { party: AskedParty | undefined })[], at: Moment) {
  if (held.length === 0) return;
  const { rows } = await tx.query<ClosedRow>(
    `update identity_doubt d set verdict = 'answered', closed_at = $3
     from unnest($1::uuid[], $2::text[]) as t(request_id, asset_key) join request r on r.id = t.request_id join enforcement_order o on o.id = r.order_id
     where d.case_id = r.case_id and d.party_id = o.party_id and d.institution = r.institution and d.asset_key = t.asset_key
       and d.kind = 'other_holder' and d.closed_at is null
     returning d.id, d.case_id, d.kind`,
    [held.map(({ request }) => request.requestId), held.map(({ assetKey }) => assetKey), at.machine],
  );
  await tellClosed(tx, rows, at);
}

async function openDoubts(tx: Queryable, told: readonly Doubt[], at: Moment): Promise<void> {
  if (told.length === 0) return;
  // an account told under two names of a debtor in one batch is one doubt
  const doubts = [...new Map(told.map((one) => [keyOf(one), one])).values()];
  const { rows } = await tx.query<{ id: string; case_id: string; institution: string; kind: string }>(
    `insert into identity_doubt (id, case_id, party_id, institution, asset_key, holders, kind, request_id, opened_at, opened_legal_at)
     select id, case_id, party_id, institution, asset_key, holders, kind, request_id, $9, $10
     from unnest($6::uuid[], $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $7::text[], $8::uuid[])
       as t(id, case_id, party_id, institution, asset_key, holders, kind, request_id)
     on conflict (case_id, party_id, institution, kind, asset_key) where closed_at is null
       do update set holders = excluded.holders, request_id = excluded.request_id where identity_doubt.holders <> excluded.holders
     returning id, case_id, institution, kind`,
    [
      ...columnsOf(doubts),
      doubts.map(() => newId()),
      doubts.map(({ kind }) => kind),
      doubts.map((doubt) => doubt.requestId),
      at.machine,
      at.legal,
    ],
  );
  await appendEvents(
    tx,
    rows.map((row) => ({
      kind: 'party.doubted' as const,
      caseId: row.case_id,
      subjectId: row.id,
      actor: 'control',
      data: { kind: row.kind, institution: row.institution },
    })),
    at,
  );
}

function keyOf({ caseId, partyId, institution, kind, assetKey }: Doubt): string {
  return [caseId, partyId, institution, kind, assetKey].join('\n');
}

function columnsOf(doubts: readonly Doubt[]): unknown[] {
  return [
    doubts.map(({ caseId }) => caseId),
    doubts.map(({ partyId }) => partyId),
    doubts.map(({ institution }) => institution),
    doubts.map(({ assetKey }) => assetKey),
    doubts.map(({ holders }) => JSON.stringify(holders)),
  ];
}

interface ClosedRow {
  id: string;
  case_id: string;
  kind: string;
}

async function tellClosed(tx: Queryable, rows: readonly ClosedRow[], at: Moment): Promise<void> {
  await appendEvents(
    tx,
    rows.map((row) => ({
      kind: 'party.doubt_closed' as const,
      caseId: row.case_id,
      subjectId: row.id,
      actor: 'control',
      data: { kind: row.kind, verdict: 'answered' },
    })),
    at,
  );
}
