/** SQL: since when a freeze ranks on its account: its own service (R2.2-1), or that of the freeze whose rank it took over (R2.1-9, R7.2-6). */
export function servedAt(row: string): string {
  return `coalesce(${row}.ranks_from, (select min(true_at) from freeze_event served where served.freeze_id = ${row}.id and served.kind = 'frozen'))`;
}

/** SQL: whether `other` ranks behind `row` on the account they share. Ids are time-ordered. */
export function ranksBehind(other: string, row: string): string {
  return `case when ${other}.ranks_from is null and ${row}.ranks_from is null then ${other}.id > ${row}.id
    else ${servedAt(other)} > ${servedAt(row)} end`;
}
