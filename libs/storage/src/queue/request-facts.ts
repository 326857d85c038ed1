import { type Queryable } from '../database.js';

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
  readonly documents: { id: string; name: string; mediaType: string; sha256: string }[];
  readonly subject: { kind: string; name: string; idType: string; idNumbers: string[] };
}

/** The facts of the given requests. `pay` has no debtor of its own: its subject is the creditor its claim names. */
export async function readRequestFacts(queryable: Queryable, requestIds: readonly string[]): Promise<Map<string, RequestFacts>> {
  const { rows } = await queryable.query<RequestFacts>(
    `select r.id as request_id, r.case_id, r.institution, r.task,
       coalesce(c.resumed_number, c.case_number) as case_number, c.court_code, c.court_name, judge.name as judge_name,
       -- a notice of its own has a number of its own
       o.legal_basis || coalesce((select jsonb_build_object('noticeNumber', d.number) from order_paper p join document d on d.id = p.document_id
         where p.order_id = o.id and p.goes_along and p.institution = r.institution and d.number is not null limit 1), '{}') as legal_basis,
       coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'mediaType', d.media_type, 'sha256', d.sha256) order by d.id)
                 from document d where d.id in (select (jsonb_array_elements_text(o.legal_basis -> 'documentIds'))::uuid
                   union select p.document_id from order_paper p
                   where p.order_id = o.id and p.goes_along and (p.institution is null or p.institution = r.institution))), '[]') as documents,
       jsonb_build_object('kind', p.kind, 'name', p.name, 'idType', p.id_type, 'idNumbers', p.id_numbers) as subject
     from request r
     join enforcement_order o on o.id = r.order_id
     join enforcement_case c on c.id = r.case_id
     join person judge on judge.id = c.judge_id
     join party p on p.id = coalesce(o.party_id, (select min(any_party.id::text)::uuid from party any_party where any_party.case_id = c.id and any_party.role = 'debtor'))
     where r.id = any($1::uuid[])`,
    [requestIds],
  );
  return new Map(rows.map((row) => [row.request_id, row]));
}
