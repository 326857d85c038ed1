import { z } from 'zod';
import { CASE_STATES } from '#enforcement/case-states.js';
import { formatYuan, sumFen } from '#enforcement/money.js';
import { type RegisteredCase, type RegisteredWatch } from '#storage/cases/case-register.js';
import { archivedView } from '../archive/archived-view.js';
import { owedView } from '../debt/owed-view.js';
import { date, id, yuan } from '../openapi/fields.js';
import { stayView } from '../stays/stay-view.js';
import { timeLimitView } from '../time-limits/time-limit-view.js';

const partyView = z.strictObject({
  id,
  role: z.enum(['creditor', 'debtor']),
  kind: z.enum(['person', 'organisation']),
  name: z.string(),
  idType: z.string(),
  idNumber: z.string(),
});

const watchView = z.strictObject({
  until: date,
  state: z.enum(['watching', 'ended']),
  slots: z.array(
    z.strictObject({
      slot: z.int(),
      dueOn: date,
      state: z.enum(['waiting', 'asked', 'answered', 'late']),
      answeredOn: date.optional(),
    }),
  ),
});

export const caseView = z.strictObject({
  id,
  caseNumber: z.string(),
  resumedNumber: z.string().optional(),
  resumedOn: date.optional(),
  court: z.strictObject({ code: z.string(), name: z.string() }),
  cause: z.string(),
  state: z.enum(CASE_STATES),
  filedOn: date,
  dormantOn: date.optional(),
  closedOn: date.optional(),
  judgeId: z.string(),
  target: yuan,
  paid: yuan,
  owedNow: owedView.optional().meta({ description: 'Target and debt of today; `target` is what the case was opened with' }),
  parties: z.array(partyView),
  claims: z.array(z.strictObject({ id, creditorId: id, principal: yuan, paid: yuan, title: z.string() })),
  stays: z.array(stayView).optional().meta({ description: 'In effect now; GET /cases/{id}/stays lists those that ended too' }),
  timeLimits: z
    .array(timeLimitView)
    .optional()
    .meta({ description: 'What the court has to do by a day in this case, the nearest first' }),
  watch: watchView.optional(),
  archived: archivedView,
  warnings: z.array(z.strictObject({ field: z.string(), code: z.string(), message: z.string() })).optional(),
});

export function viewOfCase(
  { one, parties, claims }: RegisteredCase,
  more: {
    readonly watch?: RegisteredWatch | undefined;
    readonly stays?: readonly z.input<typeof stayView>[];
    readonly owedNow?: z.input<typeof owedView>;
    readonly timeLimits?: readonly z.input<typeof timeLimitView>[];
    readonly archived?: z.input<typeof archivedView>;
  } = {},
): z.input<typeof caseView> {
  const { watch, stays, owedNow, timeLimits, archived } = more;
  return {
    id: one.id,
    caseNumber: one.caseNumber,
    ...(one.resumedNumber === null ? {} : { resumedNumber: one.resumedNumber }),
    ...(one.resumedOn === null ? {} : { resumedOn: one.resumedOn }),
    court: { code: one.courtCode, name: one.courtName },
    cause: one.cause,
    state: one.state,
    filedOn: one.filedOn,
    ...(one.dormantOn === null ? {} : { dormantOn: one.dormantOn }),
    ...(one.closedOn === null ? {} : { closedOn: one.closedOn }),
    judgeId: one.judgeId,
    target: formatYuan(one.target),
    paid: formatYuan(sumFen(claims.map((claim) => claim.paid))),
    ...(owedNow === undefined ? {} : { owedNow }),
    parties: parties.map(({ id: partyId, role, kind, name, idType, idNumber }) => ({
      id: partyId,
      role,
      kind,
      name,
      idType,
      idNumber,
    })),
    claims: claims.map((claim) => ({
      id: claim.id,
      creditorId: claim.creditorId,
      principal: formatYuan(claim.principal),
      paid: formatYuan(claim.paid),
      title: claim.title,
    })),
    ...(stays === undefined || stays.length === 0 ? {} : { stays: [...stays] }),
    ...(timeLimits === undefined || timeLimits.length === 0 ? {} : { timeLimits: [...timeLimits] }),
    ...(watch === undefined ? {} : { watch: viewOfWatch(watch) }),
    ...(archived === undefined ? {} : { archived }),
  };
}

function viewOfWatch({ watch, slots }: RegisteredWatch): z.input<typeof watchView> {
  return {
    until: watch.until,
    state: watch.state,
    slots: slots.map(({ slot, dueOn, state, answeredOn }) => ({
      slot,
      dueOn,
      state,
      ...(answeredOn === null ? {} : { answeredOn }),
    })),
  };
}
