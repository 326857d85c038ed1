/** One more row than asked for was read: whether there is a next page is then known without counting. */
export function pageOf<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  return { items: shown.map(view), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}
