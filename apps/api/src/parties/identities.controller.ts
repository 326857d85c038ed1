import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { cited } from '#enforcement/cited-rules.js';
import { ID_TYPES_OF, identityNumbers, isIdTypeOf } from '#enforcement/identity/identity-numbers.js';
import { type Learnt } from '#enforcement/identity/known-identities.js';
import { ChakongError, invalid, notFound } from '#platform/errors.js';
import { caseExists } from '#storage/cases/case-trail.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { Database, type Queryable } from '#storage/database.js';
import { type Moment } from '#storage/events.js';
import { findOrder } from '#storage/orders/order-rows.js';
import { orderOfRequest } from '#storage/orders/request-rows.js';
import {
  addIdentities,
  findParty,
  identitiesOfCase,
  type KnownIdentity,
  type PartyAsFiled,
} from '#storage/parties/identities.js';
import { closeDoubt, doubtsOf, type DoubtRow, findDoubt } from '#storage/parties/identity-doubts.js';
import { reweighFindings } from '#storage/watch/reweigh-findings.js';
import { demandDocument } from '../documents/demand-document.js';
import { Acts } from '../idempotency/acts.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route } from '../openapi/route.js';
import { OrderPlacing } from '../orders/order-placing.js';
import * as routes from './identity-routes.js';

/** By what names and numbers the parties are known, and whose the found property is where an institution says something else (R10.2, R7.1-2). */
@Controller()
export class IdentitiesController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly placing: OrderPlacing,
  ) {}

  @Route(routes.listIdentities)
  async identities(@Parsed() { params }: Call<typeof routes.listIdentities>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return { items: (await identitiesOfCase(this.database, params.id)).map(viewOfIdentity), next: null };
  }

  @Route(routes.addIdentity)
  add(@Parsed() call: Call<typeof routes.addIdentity>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      if ((await lockCase(tx, params.id)) === undefined) throw notFound('case');
      const party = await findParty(tx, body.partyId);
      if (party?.caseId !== params.id) throw invalid('partyId', 'party.unknown', 'Name a party of this case.', cited('R7.1-2'));
      await demandDocument(tx, params.id, body.documentId);
      const { kind, reason, documentId } = body;
      const added = await addIdentities(tx, party, { kind, learnt: learntFrom(body, party), reason, documentId }, actor, at);
      if (added.length === 0) {
        const field = kind === 'other_number' ? 'idNumber' : 'name';
        throw invalid(field, 'identity.known', 'The party is known by this already, in whatever spelling.');
      }
      const items = (await identitiesOfCase(tx, params.id)).filter(({ id }) => added.includes(id));
      return { items: items.map(viewOfIdentity) };
    });
  }

  @Route(routes.listDoubts)
  async doubts(@Parsed() { params }: Call<typeof routes.listDoubts>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    return { items: (await doubtsOf(this.database, params.id)).map(viewOfDoubt), next: null };
  }

  @Route(routes.settleDoubt)
  settle(@Parsed() call: Call<typeof routes.settleDoubt>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const doubt = await openDoubt(tx, params.id);
      if (doubt.kind === 'name_mismatch' && body.verdict === 'debtors') {
        const message = 'If the customer is the debtor, say under which name: the institution tells nothing under another.';
        throw invalid('verdict', 'doubt.needs_name', message, cited('R7.1-2'));
      }
      await demandDocument(tx, doubt.case_id, body.documentId);
      await closeDoubt(tx, doubt, body, actor, at);
      await reweighFindings(tx, doubt.case_id, actor, at);
      return viewOfDoubt((await findDoubt(tx, doubt.id)) ?? doubt);
    });
  }

  @Route(routes.correctName)
  correct(@Parsed() call: Call<typeof routes.correctName>) {
    const { params, body, actor } = call;
    return this.acts.once(call, async (tx, at) => {
      const doubt = await openDoubt(tx, params.id);
      if (doubt.kind !== 'name_mismatch') {
        throw new ChakongError(
          'illegal_transition',
          'This doubt is about a holder, not about a name. Say whose the property is.',
        );
      }
      await demandDocument(tx, doubt.case_id, body.documentId);
      const party = await findParty(tx, doubt.party_id);
      if (party === undefined) throw notFound('party');
      const { kind, name, reason, documentId } = body;
      const identities = await addIdentities(tx, party, { kind, learnt: { name }, reason, documentId }, actor, at);
      if (identities.length === 0) throw invalid('name', 'identity.known', 'The party was asked for under this name already.');
      const orderId = await this.askAgain(tx, doubt, identities, call, at);
      return { orderId, identities };
    });
  }

  /** One notice may serve several inquiries (R1.5-12), so the new one goes out under that of the first. */
  private async askAgain(
    tx: Queryable,
    doubt: DoubtRow,
    identityIds: readonly string[],
    { actor }: Call<typeof routes.correctName>,
    at: Moment,
  ): Promise<string> {
    const orderId = await orderOfRequest(tx, doubt.request_id);
    const first = orderId === undefined ? undefined : await findOrder(tx, orderId);
    if (first === undefined) throw notFound('order');
    const { rulingNumber, noticeNumber, documentIds, officers } = first.legal_basis;
    return this.placing.place(
      tx,
      {
        measure: 'inquire',
        caseId: doubt.case_id,
        partyId: doubt.party_id,
        linkedOrderId: first.id,
        legalBasis: { rulingNumber, noticeNumber, documentIds: [...documentIds], officers: [...officers], writePapers: false },
        targets: { institutions: [doubt.institution], identityIds: [...identityIds] },
      },
      actor,
      at,
    );
  }
}

function learntFrom(body: z.output<typeof routes.addIdentity.body>, party: PartyAsFiled): Learnt {
  const { kind, name, idType, idNumber } = body;
  if (kind !== 'other_number') {
    if (name === undefined) throw invalid('name', 'required', 'Write the name.');
    if (idType !== undefined || idNumber !== undefined) {
      throw invalid(
        'idNumber',
        'identity.one_thing',
        'Add a name and a number each by itself: every name is asked for with every number.',
      );
    }
    return { name };
  }
  if (name !== undefined) {
    throw invalid(
      'name',
      'identity.one_thing',
      'Add a name and a number each by itself: every name is asked for with every number.',
    );
  }
  if (idType === undefined || !isIdTypeOf(party.kind, idType)) {
    throw invalid('idType', 'party.id_type_of_kind', `A ${party.kind} is known by: ${ID_TYPES_OF[party.kind].join(', ')}.`);
  }
  if (idNumber === undefined) throw invalid('idNumber', 'required', 'Write the number.');
  const numbers = identityNumbers(idType, idNumber);
  if (!numbers.ok) throw invalid('idNumber', numbers.problem.code, numbers.problem.message);
  return { number: { idType, idNumber: numbers.value[0] ?? idNumber, idNumbers: numbers.value } };
}

/** The case is locked before the doubt is read, as for every act on it. */
async function openDoubt(tx: Queryable, id: string): Promise<DoubtRow> {
  const known = await findDoubt(tx, id);
  if (known === undefined) throw notFound('doubt');
  await lockCase(tx, known.case_id);
  const doubt = await findDoubt(tx, id);
  if (doubt === undefined || doubt.verdict !== null) {
    throw new ChakongError('illegal_transition', 'Somebody, or the institution itself, has settled this already. Look again.');
  }
  return doubt;
}

function viewOfIdentity({ id, partyId, kind, name, idType, idNumber, reason, documentId, addedBy }: KnownIdentity) {
  return { id, partyId, kind, name, idType, idNumber, reason, documentId, addedBy };
}

function viewOfDoubt(row: DoubtRow): z.input<typeof routes.doubtView> {
  return {
    id: row.id,
    partyId: row.party_id,
    institution: row.institution,
    kind: row.kind,
    ...(row.asset_key === '' ? {} : { asset: row.asset_key }),
    holders: [...row.holders],
    requestId: row.request_id,
    openedAt: row.opened_legal_at.toISOString(),
    ...(row.verdict === null ? {} : { verdict: row.verdict }),
    ...(row.closed_by === null ? {} : { closedBy: row.closed_by }),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.document_id === null ? {} : { documentId: row.document_id }),
  };
}
