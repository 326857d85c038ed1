import {
  dueRungs,
  type DueRung,
  type IsWorkingDay,
  type LadderRule,
  type RenewalState,
  renewalWindow,
  stepOf,
} from '#enforcement/terms/expiry-ladder.js';
import { type Database, type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';

interface Ending {
  readonly id: string;
  readonly case_id: string;
  readonly institution: string;
  readonly until_date: string;
  readonly raised: readonly { days: number; tell: DueRung['tell']; acknowledged: boolean }[];
  readonly renewal: 'none' | 'awaiting_approval' | 'on_the_way';
}

export interface Warning {
  readonly freezeId: string;
  readonly caseId: string;
  readonly institution: string;
  readonly until: string;
  readonly days: number;
  readonly tell: DueRung['tell'];
  readonly alarm: boolean;
  readonly renewal: RenewalState;
}

/** The longest series of days off by which a rung may come early. */
const LONGEST_HOLIDAY_DAYS = 31;
const AT_ONCE = 500;

/**
 * Raises the rungs that have come due for freezes and seals in effect, queued ones too: what has caught nothing yet loses its rank like any other
 * (R2.2-5). Each rung of a term is raised once, whoever runs this; `today` is the legal day at the court. Returns what people are to be told, of several
 * rungs at once only the last.
 */
export async function raiseExpiryWarnings(
  database: Database,
  today: string,
  rule: LadderRule,
  isWorkingDay: IsWorkingDay,
  at: Moment,
): Promise<Warning[]> {
  const told: Warning[] = [];
  let after = { until: '0001-01-01', id: '00000000-0000-0000-0000-000000000000' };
  for (;;) {
    const soon = await endingSoon(database, today, rule, after);
    const last = soon.at(-1);
    if (last === undefined) return told;
    after = { until: last.until_date, id: last.id };
    for (const [caseId, ofCase] of Map.groupBy(soon, (one) => one.case_id)) {
      if (!ofCase.some((one) => missing(one, today, rule, isWorkingDay).length > 0)) continue;
      told.push(
        ...(await database.transaction(async (tx) => {
          await lockCases(tx, [caseId]);
          const ids = ofCase.map(({ id }) => id);
          const present = await endings(tx, 'f.id = any($1::uuid[])', [ids]);
          const warnings: Warning[] = [];
          for (const ending of present) warnings.push(...(await raise(tx, ending, today, rule, isWorkingDay, at)));
          return warnings;
        })),
      );
    }
    if (soon.length < AT_ONCE) return told;
  }
}

function missing(ending: Ending, today: string, rule: LadderRule, isWorkingDay: IsWorkingDay): DueRung[] {
  const raised = new Set(ending.raised.map(({ days }) => days));
  return dueRungs(ending.until_date, today, rule, isWorkingDay).filter(({ days }) => !raised.has(days));
}

async function raise(
  tx: Queryable,
  ending: Ending,
  today: string,
  rule: LadderRule,
  isWorkingDay: IsWorkingDay,
  at: Moment,
): Promise<Warning[]> {
  const { lastDay } = renewalWindow(ending.until_date, rule, isWorkingDay);
  let before = ending.raised.at(-1);
  let last: Warning | undefined;
  for (const rung of missing(ending, today, rule, isWorkingDay)) {
    const step = stepOf(rung, before, ending.renewal);
    if (step === undefined) continue;
    await tx.query(
      `insert into expiry_warning (freeze_id, until_date, days, case_id, due_on, renew_by, tell, alarm, raised_at, raised_legal_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ending.id,
        ending.until_date,
        rung.days,
        ending.case_id,
        rung.dueOn,
        lastDay,
        [...step.tell],
        step.alarm,
        at.machine,
        at.legal,
      ],
    );
    before = { days: rung.days, tell: step.tell, acknowledged: false };
    const { id: freezeId, case_id: caseId, institution, until_date: until, renewal } = ending;
    last = { freezeId, caseId, institution, until, days: rung.days, ...step, renewal };
  }
  if (last === undefined) return [];
  const { freezeId, caseId, ...data } = last;
  await appendEvents(
    tx,
    [{ kind: 'freeze.expiring', caseId, subjectId: freezeId, actor: 'control', data: { ...data, renewBy: lastDay } }],
    at,
  );
  return [last];
}

function endingSoon(
  database: Database,
  today: string,
  rule: LadderRule,
  after: { readonly until: string; readonly id: string },
): Promise<Ending[]> {
  const longest = Math.max(...rule.rungs.map(({ days }) => days)) + LONGEST_HOLIDAY_DAYS;
  return endings(
    database,
    `f.until_date >= $1::date and f.until_date <= $1::date + $2::int and (f.until_date, f.id) > ($3::date, $4::uuid)`,
    [today, longest, after.until, after.id],
  );
}

async function endings(tx: Queryable, which: string, values: readonly unknown[]): Promise<Ending[]> {
  const { rows } = await tx.query<Ending>(
    `select f.id, f.case_id, f.institution, f.until_date,
       coalesce((select json_agg(json_build_object('days', w.days, 'tell', w.tell, 'acknowledged', w.acknowledged_at is not null) order by w.days desc)
         from expiry_warning w where w.freeze_id = f.id and w.until_date = f.until_date), '[]') as raised,
       case
         when exists (select from request r where r.case_id = f.case_id and r.measure = 'renew' and r.state = 'open'
                      and r.task ->> 'freezeRequestId' = f.id::text) then 'on_the_way'
         when exists (select from enforcement_order o cross join jsonb_array_elements(o.targets) as t(target)
                      where o.case_id = f.case_id and o.measure = 'renew' and o.state in ('draft', 'awaiting_approval')
                      and t.target -> 'task' ->> 'freezeRequestId' = f.id::text) then 'awaiting_approval'
         else 'none' end as renewal
     from account_freeze f where f.state = 'active' and ${which} order by f.until_date, f.id limit ${AT_ONCE}`,
    values,
  );
  return rows;
}
