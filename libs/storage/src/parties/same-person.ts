import { type Queryable } from '../database.js';

export interface PartyOfPerson {
  readonly partyId: string;
  readonly caseId: string;
}

/**
 * The debtors of all cases who are the person a party is, itself among them: known by one of the same numbers, whatever the name (R10.2). A number
 * nobody can check (`other`) needs the same name too, since offices count from one.
 */
export function samePerson(tx: Queryable, partyId: string): Promise<readonly PartyOfPerson[]> {
  return find(tx, partyId, '');
}

/** The same, locked after the case, so that two cases of one person act on his money one after the other. */
export function lockSamePerson(tx: Queryable, partyId: string): Promise<readonly PartyOfPerson[]> {
  return find(tx, partyId, 'for no key update');
}

async function find(tx: Queryable, partyId: string, lock: string): Promise<readonly PartyOfPerson[]> {
  const { rows } = await tx.query<{ id: string; case_id: string }>(
    `select id, case_id from party where id in (
       with known as (
         select id_type, id_numbers, name, kind from party where id = $1 union all
         select i.id_type, i.id_numbers, i.name, p.kind from party_identity i join party p on p.id = i.party_id where p.id = $1)
       select $1::uuid union
       select p.id from known k join party p on p.id_numbers && k.id_numbers and p.id_type = k.id_type
         and (p.id_type <> 'other' or p.name = k.name) and p.kind = k.kind and p.role = 'debtor'
       union
       select p.id from known k join party_identity i on i.id_numbers && k.id_numbers and i.id_type = k.id_type
         and (i.id_type <> 'other' or i.name = k.name) join party p on p.id = i.party_id and p.kind = k.kind and p.role = 'debtor')
     order by id ${lock}`,
    [partyId],
  );
  return rows.map((row) => ({ partyId: row.id, caseId: row.case_id }));
}
