import { type Actor } from '../audit.js';
import { type Queryable } from '../database.js';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Actor['role'];
}

/** Adds people that are not there yet; whoever is there stays as they are. */
export async function addPeople(tx: Queryable, people: readonly Person[], courtCode: string): Promise<void> {
  await tx.query(
    `insert into person (id, name, role, court_code)
     select id, name, role, $4 from unnest($1::text[], $2::text[], $3::text[]) as t(id, name, role)
     on conflict (id) do nothing`,
    [people.map((one) => one.id), people.map((one) => one.name), people.map((one) => one.role), courtCode],
  );
}

export async function findPerson(tx: Queryable, id: string): Promise<Person | undefined> {
  const { rows } = await tx.query<Person>('select id, name, role from person where id = $1', [id]);
  return rows[0];
}

/** Which of these ids belong to judges. */
export async function judgesAmong(tx: Queryable, ids: Iterable<string>): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ id: string }>(`select id from person where role = 'judge' and id = any($1::text[])`, [
    [...new Set(ids)],
  ]);
  return new Set(rows.map((row) => row.id));
}
