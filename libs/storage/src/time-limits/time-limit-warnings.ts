import { type DueRung, dueRungs, type IsWorkingDay, stepOf } from '#enforcement/terms/expiry-ladder.js';
import { standingOf, type TimeLimitKind, type TimeLimitRule } from '#enforcement/time-limits/time-limit.js';
import { type CalendarDate } from '#enforcement/watch/half-year-slots.js';
import { plusDays } from '#enforcement/watch/legal-day.js';
import { type Database, type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';
import { type TimeLimitRules } from '../law/time-limit-file.js';
import { openTimeLimits, type TimeLimitRow } from './open-time-limits.js';

export interface ToldTimeLimit {
  readonly id: string;
  readonly kind: TimeLimitKind;
  readonly caseId: string;
  readonly lastDay: CalendarDate;
  readonly days: number;
  readonly tell: DueRung['tell'];
  readonly alarm: boolean;
}

/** The longest series of days off by which a rung may come early. */
const LONGEST_HOLIDAY_DAYS = 31;
const AT_ONCE = 500;
const CONTROL = 'control';

/**
 * Raises the rungs that have come due for what the court has to do by a day (R1.3-3, R7.2), each once per limit, whoever runs this; `today` is the
 * legal day. Returns what people are to be told, of several rungs at once only the last.
 */
export async function raiseTimeLimits(
  database: Database,
  today: CalendarDate,
  rules: TimeLimitRules,
  isWorkingDay: IsWorkingDay,
  at: Moment,
): Promise<ToldTimeLimit[]> {
  const longest = Math.max(...[...rules.values()].flatMap(({ rungs }) => rungs.map(({ days }) => days)));
  const until = plusDays(today, longest + LONGEST_HOLIDAY_DAYS);
  const missing = (one: TimeLimitRow) => missingRungs(one, today, ruleOf(rules, one.kind), isWorkingDay);
  const told: ToldTimeLimit[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await openTimeLimits(database, { until, cursor, limit: AT_ONCE });
    const due = page.slice(0, AT_ONCE).filter((one) => missing(one).length > 0);
    for (const [caseId, ofCase] of Map.groupBy(due, (one) => one.case_id)) {
      const raised = await database.transaction(async (tx) => {
        await lockCases(tx, [caseId]);
        // read again under the lock: it may have been answered or ended meanwhile, or raised by another replica
        const ids = ofCase.map(({ id }) => id);
        const present = await openTimeLimits(tx, { ids, limit: ids.length });
        const all: ToldTimeLimit[] = [];
        for (const one of present) all.push(...(await raise(tx, one, missing(one), today, at)));
        return all;
      });
      told.push(...raised);
    }
    cursor = page[AT_ONCE - 1]?.id;
    if (page.length <= AT_ONCE) return told;
  }
}

function ruleOf(rules: TimeLimitRules, kind: TimeLimitKind): TimeLimitRule {
  const rule = rules.get(kind);
  if (rule === undefined) throw new Error(`config/law/time-limits.yaml has no row for ${kind}.`);
  return rule;
}

function missingRungs(one: TimeLimitRow, today: CalendarDate, rule: TimeLimitRule, isWorkingDay: IsWorkingDay): DueRung[] {
  const raised = new Set(one.warnings.map(({ days }) => days));
  return dueRungs(one.last_day, today, rule, isWorkingDay).filter(({ days }) => !raised.has(days));
}

async function raise(
  tx: Queryable,
  one: TimeLimitRow,
  rungs: readonly DueRung[],
  today: CalendarDate,
  at: Moment,
): Promise<ToldTimeLimit[]> {
  const { id, kind, case_id: caseId, last_day: lastDay } = one;
  const newest = one.warnings.at(-1);
  let before = newest === undefined ? undefined : { tell: newest.tell, acknowledged: newest.acknowledgedBy !== null };
  let last: ToldTimeLimit | undefined;
  for (const rung of rungs) {
    const step = stepOf(rung, before, 'none');
    if (step === undefined) continue;
    await tx.query(
      `insert into time_limit_warning (subject_id, last_day, days, kind, case_id, due_on, tell, alarm, raised_at, raised_legal_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, lastDay, rung.days, kind, caseId, rung.dueOn, [...step.tell], step.alarm, at.machine, at.legal],
    );
    before = { tell: step.tell, acknowledged: false };
    last = { id, kind, caseId, lastDay, days: rung.days, ...step };
  }
  if (last === undefined) return [];
  const passed = standingOf(lastDay, today) === 'passed';
  const data = { kind, lastDay, days: last.days, tell: last.tell, alarm: last.alarm };
  const event = {
    kind: passed ? 'time_limit.passed' : 'time_limit.ending',
    caseId,
    subjectId: id,
    actor: CONTROL,
    data,
  } as const;
  await appendEvents(tx, [event], at);
  return [last];
}
