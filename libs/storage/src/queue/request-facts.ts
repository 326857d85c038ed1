import { type Queryable } from '../database.js';

interface SentDocument {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
}

/** Everything a request carries to its institution, joined from rows that no longer change. */
export interface RequestFacts {
  readonly request_id: string;
  readonly case_id: string;
  readonly institution: string;
  readonly task: Record<string, unknown>;
  readonly case_number: string;
  readonly court_code: string;
  readonly court_name: string;
  readonly judge_name: string;
  readonly legal_basis: { rulingNumber?: string; noticeNumber: string; officers?: unknown[] };
  readonly documents: readonly SentDocument[];
  readonly subject: { kind: string; name: string; idType: string; idNumbers: string[] };
}

type Row = Omit<RequestFacts, 'documents'> & { readonly order_id: string };

/** A paper that goes along with an order; without an institution it goes to all. */
interface Paper extends SentDocument {
  readonly order_id: string;
  readonly institution: string | null;
  readonly number: string | null;
}

type Numbered = Paper & { readonly number: string };

/**
 * The facts of the given requests; what the requests of one order share is read once. `pay` has no debtor of its own: its subject is the
 * creditor its claim names.
 */
export async function readRequestFacts(queryable: Queryable, requestIds: readonly string[]): Promise<Map<string, RequestFacts>> {
  const { rows } = await queryable.query<Row>(
    `with asked as materialized (
       select id, case_id, order_id, institution, task, identity_id from request where id = any($1::uuid[])
     ), shared as materialized (
       select o.id, coalesce(c.resumed_number, c.case_number) as case_number, c.court_code, c.court_name, judge.name as judge_name, o.legal_basis,
         jsonb_build_object('kind', p.kind, 'name', p.name, 'idType', p.id_type, 'idNumbers', p.id_numbers) as subject
       from enforcement_order o
       join enforcement_case c on c.id = o.case_id
       join person judge on judge.id = c.judge_id
       join party p on p.id = coalesce(o.party_id, (select min(any_party.id::text)::uuid from party any_party where any_party.case_id = c.id and any_party.role = 'debtor'))
       where o.id in (select order_id from asked)
     )
     select asked.id as request_id, asked.case_id, asked.order_id, asked.institution, asked.task,
       shared.case_number, shared.court_code, shared.court_name, shared.judge_name, shared.legal_basis,
       case when i.id is null then shared.subject
         else shared.subject || jsonb_build_object('name', i.name, 'idType', i.id_type, 'idNumbers', i.id_numbers) end as subject
     from asked join shared on shared.id = asked.order_id
     -- what follows a freeze is about the name the institution froze under
     left join party_identity i on i.id = coalesce(asked.identity_id,
       (select earlier.identity_id from request earlier where earlier.id = (asked.task ->> 'freezeRequestId')::uuid))`,
    [requestIds],
  );
  const papers = await readPapers(queryable, [...new Set(rows.map((row) => row.order_id))]);
  return new Map(rows.map((row) => [row.request_id, withPapers(row, papers.get(row.order_id) ?? [])]));
}

async function readPapers(queryable: Queryable, orderIds: readonly string[]): Promise<Map<string, Paper[]>> {
  const { rows } = await queryable.query<Paper>(
    `select p.order_id, p.institution, d.number, d.id, d.name, d.media_type as "mediaType", d.sha256
     from order_paper p join document d on d.id = p.document_id
     where p.order_id = any($1::uuid[]) and p.goes_along
     union all
     select o.id, null, null, d.id, d.name, d.media_type, d.sha256
     from enforcement_order o cross join jsonb_array_elements_text(o.legal_basis -> 'documentIds') as named join document d on d.id = named::uuid
     where o.id = any($1::uuid[])`,
    [orderIds],
  );
  return Map.groupBy(rows, (paper) => paper.order_id);
}

function withPapers(row: Row, ofOrder: readonly Paper[]): RequestFacts {
  const going = ofOrder.filter((paper) => paper.institution === null || paper.institution === row.institution);
  const own = going.find((paper): paper is Numbered => paper.institution !== null && paper.number !== null);
  const documents = new Map(going.map(({ id, name, mediaType, sha256 }) => [id, { id, name, mediaType, sha256 }]));
  return {
    ...row,
    // a notice of its own has a number of its own
    legal_basis: { ...row.legal_basis, ...(own !== undefined && { noticeNumber: own.number }) },
    documents: [...documents.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
}
