import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { ChakongError, invalid, notFound } from '#platform/errors.js';
import { lockCase, type LockedCase } from '#storage/cases/dormancy.js';
import { type Queryable } from '#storage/database.js';
import { lockMovable, type Movable, reparentFreezes } from '#storage/freezes/reparent-freezes.js';
import { demandDocument } from '../documents/demand-document.js';
import { Acts } from '../idempotency/acts.js';
import { id, idParams, reason } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { TargetProblems } from '../orders/targets/target-problems.js';

const SOURCE = '(R2.1-7, 财产保全规定 art. 17)';

const reparent = route({
  method: 'POST',
  path: '/cases/:id/reparenting',
  tag: 'freezes',
  summary: 'Take over the freezes of another file of this court (财保 → 执 → 执恢): rank, cap and end stay, no new legal effect',
  access: ['judge'],
  params: idParams,
  body: z.strictObject({
    fromCaseId: id,
    freezeIds: z
      .array(id)
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'Left out: every freeze and seal in effect, as when preservation turns into enforcement' }),
    reason,
    documentId: id,
  }),
  idempotencyKey: 'required',
  status: 200,
  response: z.strictObject({ caseId: id, fromCaseId: id, freezeIds: z.array(id) }),
});

@Controller()
export class ReparentingController {
  constructor(private readonly acts: Acts) {}

  @Route(reparent)
  reparent(@Parsed() call: Call<typeof reparent>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const act = { ...body, freezeIds: body.freezeIds, toCaseId: params.id };
      const moving = await lockMovable(tx, act);
      await checkCases(tx, params.id, body.fromCaseId);
      checkFreezes(moving, body.freezeIds);
      await demandDocument(tx, params.id, body.documentId);
      await reparentFreezes(tx, act, moving, actor, at);
      return { caseId: params.id, fromCaseId: body.fromCaseId, freezeIds: moving.map((one) => one.id) };
    });
  }
}

async function checkCases(tx: Queryable, toCaseId: string, fromCaseId: string): Promise<void> {
  const to = await lockCase(tx, toCaseId);
  if (to === undefined) throw notFound('case');
  if (to.state === 'closed') throw new ChakongError('illegal_transition', 'This case is closed; it takes over no freezes.');
  const from: LockedCase | undefined = toCaseId === fromCaseId ? undefined : await lockCase(tx, fromCaseId);
  if (from === undefined) throw invalid('fromCaseId', 'case.unknown', `Name another case ${SOURCE}.`);
  if (from.court_code === to.court_code) return;
  const message = `Only a file of the same court goes on with a freeze ${SOURCE}; a delegated court is handed it over (R2.1-8).`;
  throw invalid('fromCaseId', 'case.other_court', message);
}

function checkFreezes(moving: readonly Movable[], named: readonly string[] | undefined): void {
  const problems = new TargetProblems();
  const known = new Set(moving.map((one) => one.id));
  named?.forEach((freezeId, index) => {
    if (!known.has(freezeId))
      problems.add(`freezeIds[${index}]`, 'freeze.unknown', 'The case it is to come from has no such freeze.');
  });
  if (named === undefined && moving.length === 0) problems.add('fromCaseId', 'freeze.none', 'That case has no freeze in effect.');
  for (const one of moving) {
    const at = named === undefined ? 'fromCaseId' : `freezeIds[${named.indexOf(one.id)}]`;
    if (one.state !== 'active') {
      problems.add(at, 'freeze.not_in_effect', `Freeze ${one.id} is ${one.state}; nothing of it goes on ${SOURCE}.`);
    } else if (one.busy) {
      problems.add(at, 'freeze.busy', `An order about freeze ${one.id} is not finished. Wait for it, or withdraw it ${SOURCE}.`);
    } else if (one.party_id === null) {
      problems.add(
        at,
        'party.not_debtor',
        `The debtor of freeze ${one.id} is no debtor of this case (R7.1-2, 法释〔2013〕20号 art. 7).`,
      );
    }
  }
  problems.throwIfAny();
}
