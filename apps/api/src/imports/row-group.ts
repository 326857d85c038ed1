import { type Column, isYes, plainWord } from './csv-columns.js';

/** A row of a CSV file by our column names. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Partial<Record<Column, string>>;
}

interface Place {
  readonly line: number;
  readonly column: string;
}

/** The rows of one case as the body of POST /cases, and where in the file each of its fields was written. */
export interface DraftedCase {
  readonly body: unknown;
  readonly placeOf: (path: string) => Place;
}

type Draft = Record<string, unknown>;

/**
 * One case is one row, or consecutive rows of one number: the first tells of the case, each row may add a creditor with a claim and a
 * debtor. Somebody named again by the same number is the same party.
 */
export function draftCase(rows: readonly CsvRow[], headingOf: (column: Column) => string): DraftedCase {
  const places = new Map<string, Place>();
  const first = rows[0]?.line ?? 0;
  const parties: Draft[] = [];
  const claims: Draft[] = [];
  const body: Draft = { parties, claims };
  const take = (row: CsvRow, column: Column, path: string): string | undefined => {
    places.set(path, { line: row.line, column: headingOf(column) });
    const written = row.cells[column]?.trim();
    return written === '' ? undefined : written;
  };
  const head = rows[0];
  if (head !== undefined) {
    body['caseNumber'] = take(head, 'caseNumber', 'caseNumber');
    body['court'] = { code: take(head, 'courtCode', 'court.code'), name: take(head, 'courtName', 'court.name') };
    body['cause'] = take(head, 'cause', 'cause');
    body['filedOn'] = plainDate(take(head, 'filedOn', 'filedOn'));
    body['judgeId'] = take(head, 'judgeId', 'judgeId');
  }
  for (const row of rows) {
    const creditor = party(row, 'creditor', parties, take);
    const hasClaim = row.cells.principal !== undefined && row.cells.principal.trim() !== '';
    if (creditor !== undefined || hasClaim) {
      const at = `claims[${claims.length}]`;
      places.set(`${at}.creditor`, { line: row.line, column: headingOf('creditorName') });
      claims.push({
        creditor: creditor ?? '',
        principal: take(row, 'principal', `${at}.principal`)?.replaceAll(',', ''),
        title: take(row, 'title', `${at}.title`) ?? (claims.at(-1)?.['title'] as string | undefined),
        doubledInterestWaived: isYes(take(row, 'doubledInterestWaived', `${at}.doubledInterestWaived`) ?? ''),
      });
    }
    party(row, 'debtor', parties, take);
  }
  const placeOf = (path: string) => {
    // the nearest field that was written: `parties[2].payee.bankCode`, else `parties[2]`, else the case's first line
    for (let at = path; at !== ''; at = at.replace(/(\.[^.[]+|\[\d+\])$/, '')) {
      const place = places.get(at);
      if (place !== undefined) return place;
      if (!/[.[]/.test(at)) break;
    }
    return { line: first, column: path };
  };
  return { body, placeOf };
}

function party(
  row: CsvRow,
  role: 'creditor' | 'debtor',
  parties: Draft[],
  take: (row: CsvRow, column: Column, path: string) => string | undefined,
): string | undefined {
  const name = row.cells[`${role}Name`]?.trim() ?? '';
  const idNumber = row.cells[`${role}IdNumber`]?.trim() ?? '';
  if (name === '' && idNumber === '') return undefined;
  const known = parties.find((one) => one['role'] === role && one['idNumber'] === idNumber && one['name'] === name);
  if (known !== undefined) return known['ref'] as string;
  const at = `parties[${parties.length}]`;
  const ref = `${role}-${parties.length + 1}`;
  const word = (column: Column, field: string) => {
    const written = take(row, column, `${at}.${field}`);
    return written === undefined ? undefined : plainWord(written);
  };
  const payee =
    role === 'creditor'
      ? {
          bankName: take(row, 'payeeBankName', `${at}.payee.bankName`),
          bankCode: take(row, 'payeeBankCode', `${at}.payee.bankCode`),
          account: take(row, 'payeeAccount', `${at}.payee.account`),
        }
      : {};
  parties.push({
    ref,
    role,
    kind: word(`${role}Kind`, 'kind'),
    name: take(row, `${role}Name`, `${at}.name`),
    idType: word(`${role}IdType`, 'idType'),
    idNumber: take(row, `${role}IdNumber`, `${at}.idNumber`),
    ...(Object.values(payee).some((one) => one !== undefined) ? { payee } : {}),
  });
  return ref;
}

/** 2015/3/2 and 2015年3月2日 are dates too. */
function plainDate(written: string | undefined): string | undefined {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(written ?? '');
  if (match === null) return written;
  const [, year = '', month = '', day = ''] = match;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
