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
  /** The same object for all requests it is the same for, as long as `OrderMemory` has it. */
  readonly told: ToldFacts;
}

/** What requests of one order share, but for a paper or a name of their own. */
export interface ToldFacts {
  readonly case_number: string;
  readonly court_code: string;
  readonly court_name: string;
  readonly judge_name: string;
  readonly legal_basis: { rulingNumber?: string; noticeNumber: string; officers?: unknown[] };
  readonly documents: readonly SentDocument[];
  readonly subject: { kind: string; name: string; idType: string; idNumbers: string[] };
}

type Subject = ToldFacts['subject'];

interface Asked extends Omit<RequestFacts, 'told'> {
  readonly order_id: string;
  /** The name and number of the debtor it is about, where it is not those of the party. */
  readonly identity: Omit<Subject, 'kind'> | null;
}

/** What the requests of one order share. */
interface Shared extends Omit<ToldFacts, 'documents'> {
  readonly id: string;
}

/** A paper that goes along with an order; without an institution it goes to all. */
interface Paper extends SentDocument {
  readonly order_id: string;
  readonly institution: string | null;
  readonly number: string | null;
}

type Numbered = Paper & { readonly number: string };

/** A case that was resumed under a new number, or a judge who changed, is told to institutions this much later at most. */
const FRESH_MS = 5_000;
const MOST_REMEMBERED = 10_000;

interface OfOrder {
  readonly shared: Shared;
  readonly papers: readonly Paper[];
  /** By the institution where that gets papers of its own, else for all. */
  readonly told: Map<string | null, ToldFacts>;
  readonly until: number;
}

/** What orders share, read once for requests that go out one round after the other. */
export class OrderMemory {
  private readonly known = new Map<string, OfOrder>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Of the given orders, those whose facts are not known or no longer fresh. */
  missing(orderIds: readonly string[]): string[] {
    if (this.known.size > MOST_REMEMBERED) this.known.clear();
    const now = this.now();
    return orderIds.filter((id) => (this.known.get(id)?.until ?? 0) <= now);
  }

  keep(shared: readonly Shared[], papers: ReadonlyMap<string, readonly Paper[]>): void {
    const until = this.now() + FRESH_MS;
    for (const one of shared) this.known.set(one.id, { shared: one, papers: papers.get(one.id) ?? [], told: new Map(), until });
  }

  of(orderId: string) {
    return this.known.get(orderId);
  }
}

/** The facts of the given requests; what the requests of one order share is read once, and not again while `memory` has it fresh. */
export async function readRequestFacts(
  queryable: Queryable,
  requestIds: readonly string[],
  memory = new OrderMemory(),
): Promise<Map<string, RequestFacts>> {
  const { rows } = await queryable.query<Asked>(
    `select r.id as request_id, r.case_id, r.order_id, r.institution, r.task,
       case when i.id is not null then jsonb_build_object('name', i.name, 'idType', i.id_type, 'idNumbers', i.id_numbers) end as identity
     from unnest($1::uuid[]) as asked(id) join request r on r.id = asked.id
     -- what follows a freeze is about the name the institution froze under
     left join party_identity i on i.id = coalesce(r.identity_id, case when r.task ? 'freezeRequestId' then
       (select earlier.identity_id from request earlier where earlier.id = (r.task ->> 'freezeRequestId')::uuid) end)`,
    [requestIds],
  );
  const missing = memory.missing([...new Set(rows.map((row) => row.order_id))]);
  if (missing.length > 0) memory.keep(await readShared(queryable, missing), await readPapers(queryable, missing));
  const facts = rows.flatMap((row) => {
    const ofOrder = memory.of(row.order_id);
    return ofOrder === undefined ? [] : [factsOf(row, ofOrder)];
  });
  return new Map(facts.map((one) => [one.request_id, one]));
}

/** `pay` has no debtor of its own: its subject is any of the case, and its creditor stands in the task. */
async function readShared(queryable: Queryable, orderIds: readonly string[]): Promise<readonly Shared[]> {
  const { rows } = await queryable.query<Shared>(
    `select o.id, coalesce(c.resumed_number, c.case_number) as case_number, c.court_code, c.court_name, judge.name as judge_name, o.legal_basis,
       jsonb_build_object('kind', p.kind, 'name', p.name, 'idType', p.id_type, 'idNumbers', p.id_numbers) as subject
     from enforcement_order o
     join enforcement_case c on c.id = o.case_id
     join person judge on judge.id = c.judge_id
     join party p on p.id = coalesce(o.party_id, (select min(any_party.id::text)::uuid from party any_party where any_party.case_id = c.id and any_party.role = 'debtor'))
     where o.id = any($1::uuid[])`,
    [orderIds],
  );
  return rows;
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

function factsOf({ order_id: _, identity, ...asked }: Asked, ofOrder: OfOrder): RequestFacts {
  if (identity !== null) return { ...asked, told: toldTo(asked.institution, identity, ofOrder) };
  const hasOwn = ofOrder.papers.some(({ institution }) => institution === asked.institution);
  const key = hasOwn ? asked.institution : null;
  const told = ofOrder.told.get(key) ?? toldTo(asked.institution, {}, ofOrder);
  ofOrder.told.set(key, told);
  return { ...asked, told };
}

function toldTo(institution: string, identity: Partial<Subject>, { shared: { id: _, ...shared }, papers }: OfOrder): ToldFacts {
  const going = papers.filter((paper) => paper.institution === null || paper.institution === institution);
  const own = going.find((paper): paper is Numbered => paper.institution !== null && paper.number !== null);
  const documents = new Map(going.map(({ id, name, mediaType, sha256 }) => [id, { id, name, mediaType, sha256 }]));
  return {
    ...shared,
    subject: { ...shared.subject, ...identity },
    // a notice of its own has a number of its own
    legal_basis: { ...shared.legal_basis, ...(own !== undefined && { noticeNumber: own.number }) },
    documents: [...documents.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
}
