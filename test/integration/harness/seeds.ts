import { type Database } from '#storage/database.js';
import { accountKey } from '#storage/account-key.js';
import { newId } from '#storage/new-id.js';

export const T0 = new Date('2026-11-02T01:00:00Z');

export interface SeededCase {
  readonly caseId: string;
  readonly debtorId: string;
  readonly creditorId: string;
  readonly claimId: string;
}

export async function seedCase(
  database: Database,
  number = `（2026）桂1381执${Math.trunc(Math.random() * 1e9) + 1}号`,
  caseId: string = newId(),
): Promise<SeededCase> {
  const [debtorId, creditorId, claimId] = [newId(), newId(), newId()];
  await database.query(
    `insert into person (id, name, role) values ('judge', '韦法官', 'judge'), ('control', 'control', 'service') on conflict do nothing`,
  );
  await database.query(
    `insert into enforcement_case (id, case_number, court_code, court_name, cause, filed_on, judge_id, target_fen, created_at, created_by)
     values ($1, $2, '桂1381', '合山市人民法院', '劳动报酬', '2026-01-05', 'judge', 30500000, $3, 'judge')`,
    [caseId, number, T0],
  );
  await database.query(
    `insert into party (id, case_id, role, kind, name, id_type, id_number, id_numbers, created_at)
     values ($1, $3, 'debtor', 'organisation', '某公司', 'unified_credit_code', '91350100M000100Y43', '{91350100M000100Y43}', $4),
            ($2, $3, 'creditor', 'person', '某人', 'citizen_id', '11010519491231002X', '{11010519491231002X}', $4)`,
    [debtorId, creditorId, caseId, T0],
  );
  await database.query(
    `insert into claim (id, case_id, creditor_id, principal_fen, title) values ($1, $2, $3, 30500000, '工资')`,
    [claimId, caseId, creditorId],
  );
  return { caseId, debtorId, creditorId, claimId };
}

export interface SeededRequest {
  readonly institution: string;
  readonly task: { readonly measure: string; readonly account?: string } & Record<string, unknown>;
  readonly dueAt?: Date;
  readonly answerBy?: Date;
  readonly urgent?: boolean;
}

/** An approved order with its requests queued. Returns the request ids in the order given. */
export async function seedOrder(
  database: Database,
  seeded: SeededCase,
  requests: readonly SeededRequest[],
): Promise<{ orderId: string; requestIds: string[] }> {
  const orderId = newId();
  const measure = requests[0]?.task.measure ?? 'inquire';
  await database.query(
    `insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, answer_by, placed_by, placed_at, placed_legal_at)
     values ($1, $2, $3, $4, 'judge', 'running', '{"noticeNumber": "（2026）桂1381执1号", "documentIds": [], "officers": []}', '[]', $5, 'judge', $6, $6)`,
    [orderId, seeded.caseId, seeded.debtorId, measure, new Date(T0.getTime() + 86_400_000), T0],
  );
  const requestIds: string[] = [];
  for (const request of requests) {
    const id = newId();
    requestIds.push(id);
    await database.query(
      `insert into request (id, order_id, case_id, institution, measure, task, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, orderId, seeded.caseId, request.institution, request.task.measure, JSON.stringify(request.task), T0],
    );
    await database.query(
      `insert into queue (request_id, order_id, case_id, institution, measure, account_key, due_at, answer_by, urgent) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        orderId,
        seeded.caseId,
        request.institution,
        request.task.measure,
        request.task.account === undefined ? null : accountKey(request.institution, request.task.account),
        request.dueAt ?? T0,
        request.answerBy ?? new Date(T0.getTime() + 86_400_000),
        request.urgent ?? false,
      ],
    );
  }
  return { orderId, requestIds };
}

export async function seedFlow(
  database: Database,
  institution: string,
  windowSize: number,
  fields: { breaker?: string; openUntil?: Date } = {},
): Promise<void> {
  await database.query(
    `insert into institution_flow (institution, adapter_group, window_size, urgent_share, breaker, open_until, lease_ms, updated_at)
     values ($1, 'banks', $2, 0.1, $3, $4, 30000, $5)
     on conflict (institution) do update set window_size = excluded.window_size, breaker = excluded.breaker, open_until = excluded.open_until`,
    [institution, windowSize, fields.breaker ?? 'closed', fields.openUntil ?? null, T0],
  );
}

export const freezeTask = (account: string, amountFen = '100000') => ({
  measure: 'freeze',
  account,
  amountFen,
  from: '2026-11-02',
  until: '2027-11-01',
});

/** The cases whose budget is to be looked at. */
export async function dueBudgets(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ case_id: string }>('select case_id from budget_due order by case_id');
  return rows.map((row) => row.case_id);
}
