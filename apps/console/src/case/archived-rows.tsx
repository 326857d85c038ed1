import { type CaseView } from '../api/case-views.js';
import { useSay } from '../words/language.js';

/** Above every list of the case: one that is short or empty here may be full in a file. */
export function ArchivedRows({ case: one }: { case: CaseView }) {
  const say = useSay();
  const archived = one.archived ?? [];
  const [first, last] = [archived.at(0), archived.at(-1)];
  if (first === undefined || last === undefined) return null;
  const rows = archived.reduce((sum, part) => sum + part.rows, 0);
  return (
    <details className="archived-rows">
      <summary>{say('archive.rows', { rows: String(rows), from: first.month, until: last.month })}</summary>
      <ul>
        {archived.map((part) => (
          <li key={part.file}>
            {say(`archive.table.${part.table}`)} {part.month} {say('archive.part', { rows: String(part.rows) })}{' '}
            <code>{part.file}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
