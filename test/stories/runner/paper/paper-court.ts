import { type LegalTime } from '#enforcement/ids.js';
import { type Fen, formatYuan, sumFen } from '#enforcement/money.js';
import { halfYearSlots } from '#enforcement/watch/half-year-slots.js';
import { legalDay, plusDays } from '#enforcement/watch/legal-day.js';
import { type PaperAccount, type PaperBanks, type PaperFreeze, REFUSES, yuan } from './paper-banks.js';

/** What comes in over HTTP, believed: the real API checks it. */
export interface Body {
  readonly [field: string]: unknown;
}
export const list = (value: unknown): Body[] => value as Body[];

export class PaperRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface PaperRequest {
  id: string;
  institution: string;
  state: string;
  outcome?: 'found' | 'nothing';
  shownAs: string;
  silent: boolean;
}
export interface PaperOrder {
  id: string;
  partyId: string;
  measure: string;
  state: string;
  cause: string;
  placedBy: string;
  approvedBy?: string;
  targets: unknown;
  requests: PaperRequest[];
  sent: Fen;
}

/** One case and all that can happen to it, at once and without a database. It knows the arithmetic of the law, not a single figure of a story. */
export class PaperCourt {
  legal = new Date(0) as LegalTime;
  file: Body | undefined;
  readonly parties: Body[] = [];
  readonly claims: { id: string; creditorId: string; title: string; principalFen: Fen; paidFen: Fen }[] = [];
  state = 'open';
  readonly marks: Record<string, unknown> = {};
  readonly slots: { slot: number; dueOn: string; state: string; answeredOn?: string }[] = [];
  until = '';
  readonly orders: PaperOrder[] = [];
  readonly findings: Body[] = [];
  readonly deductions: { requestId: string; amount: string; received: string; sentAt: string }[] = [];
  readonly payments: { claimId: unknown; amount: string; state: string; paidAt: string }[] = [];
  readonly freezes: { account: PaperAccount; freeze: PaperFreeze; reportedAt: string }[] = [];
  readonly audit: { act: string; actor: string; legalAt: string }[] = [];
  private serial = 0;

  constructor(
    private readonly banks: PaperBanks,
    private readonly institutions: readonly string[],
    private readonly fundAccount: string,
  ) {}

  newId(): string {
    this.serial += 1;
    return `id-${this.serial}`;
  }

  note(act: string, actor: string): void {
    this.audit.push({ act, actor, legalAt: this.legal.toISOString() });
  }

  open(body: Body, actor: string): void {
    this.file = body;
    const refs = new Map<unknown, string>();
    for (const { ref, ...party } of list(body['parties'])) {
      refs.set(ref, this.newId());
      this.parties.push({ ...party, id: refs.get(ref) });
    }
    for (const claim of list(body['claims'])) {
      const creditorId = refs.get(claim['creditor']) as string;
      this.claims.push({
        id: this.newId(),
        creditorId,
        title: String(claim['title']),
        principalFen: yuan(claim['principal']),
        paidFen: 0n as Fen,
      });
    }
    this.note('open_case', actor);
  }

  closeAsDormant(body: Body, actor: string): void {
    this.state = 'dormant';
    this.marks['dormantOn'] = body['on'];
    this.slots.push(...halfYearSlots(String(body['on'])).map((slot) => ({ ...slot, state: 'waiting' })));
    this.until = this.slots.at(-1)?.dueOn ?? '';
    this.note('close_case_as_dormant', actor);
    this.askWhatIsDue();
  }

  resume(body: Body, actor: string): void {
    this.state = 'resumed';
    Object.assign(this.marks, { resumedNumber: body['resumedNumber'], resumedOn: legalDay(this.legal) });
    for (const finding of this.findings as Record<string, unknown>[])
      if (finding['id'] === body['findingId']) finding['state'] = 'resumed';
    this.note('resume_case', actor);
  }

  askWhatIsDue(): void {
    const today = legalDay(this.legal);
    for (const slot of this.slots.filter(
      (one) => this.state === 'dormant' && one.state === 'waiting' && one.dueOn <= plusDays(today, 14),
    )) {
      for (const party of this.parties.filter((one) => one['role'] === 'debtor')) {
        const order = this.place({ measure: 'inquire', partyId: party['id'], targets: { watchUntil: this.until } }, 'watcher');
        order.cause = 'statutory';
      }
      Object.assign(slot, { state: slot.dueOn < today ? 'late' : 'answered', answeredOn: today });
      this.note('ask_watch_slot', 'watcher');
      this.note('record_slot_answer', 'watcher');
    }
  }

  credited(account: PaperAccount, amount: Fen): void {
    for (const entry of this.freezes) if (entry.account === account) entry.reportedAt = this.banks.now.toISOString();
    const owner = this.parties.find((party) => party['role'] === 'debtor' && account.ids.includes(String(party['idNumber'])));
    if (this.state !== 'dormant' || owner === undefined) return;
    const { institution, account: number } = account;
    const sighting = { institution, account: number, currency: 'CNY', source: { kind: 'credit' } };
    const evidence = { rule: { name: 'regained-funds' }, sightings: [sighting] };
    const finding = { id: this.newId(), kind: 'credit', level: 'freeze_now', state: 'open', partyId: owner['id'], evidence };
    this.findings.push({ ...finding, amount: formatYuan(amount), foundLegalAt: this.legal.toISOString() });
    this.note('open_finding', 'watcher');
  }

  place(body: Body, actor: string): PaperOrder {
    const measure = String(body['measure']);
    const partyId = String(body['partyId'] ?? this.parties.find((party) => party['role'] === 'debtor')?.['id']);
    const order: PaperOrder = {
      ...{ id: this.newId(), partyId, measure, state: 'awaiting_approval', cause: 'judge', placedBy: actor },
      ...{ targets: body['targets'], requests: [], sent: 0n as Fen },
    };
    if (measure === 'freeze') this.checkRoom(list(body['targets']));
    this.orders.push(order);
    this.note('place_order', actor);
    if (measure === 'inquire') this.inquire(order, body['targets'] as Body);
    return order;
  }

  approve(order: PaperOrder, actor: string): void {
    if (order.placedBy === actor || actor !== 'approver-lu') throw new PaperRefusal(403, 'another person approves');
    order.approvedBy = actor;
    this.note('approve_order', actor);
    for (const target of list(order.targets)) {
      const request: PaperRequest = { id: this.newId(), institution: '', state: 'executed', shownAs: 'executed', silent: false };
      order.requests.push(request);
      if (order.measure === 'freeze') this.freeze(request, target);
      else if (order.measure === 'deduct') this.deduct(order, request, target);
      else this.pay(request, target);
      this.banks.carriedOut.push({
        institution: request.institution,
        requestId: request.id,
        measure: order.measure,
        carriedOut: 1,
      });
    }
    order.state = 'complete';
  }

  settleInquiries(): void {
    for (const order of this.orders.filter((one) => one.measure === 'inquire')) {
      const numbers = this.parties.filter((party) => party['id'] === order.partyId).map((party) => String(party['idNumber']));
      for (const request of order.requests.filter((one) => one.state === 'queued' && !this.banks.silent.has(one.institution))) {
        const has = this.banks.accounts.some(
          (one) => one.institution === request.institution && one.ids.some((id) => numbers.includes(id)),
        );
        const outcome = has ? 'found' : 'nothing';
        Object.assign(request, { state: 'executed', outcome, shownAs: outcome, silent: false });
      }
      order.state = order.requests.every((request) => request.state === 'executed') ? 'complete' : 'partly_answered';
    }
  }

  private inquire(order: PaperOrder, targets: Body): void {
    const debtor = this.parties.find((party) => party['id'] === order.partyId);
    if (targets['watchUntil'] !== undefined) this.banks.watches.set(String(debtor?.['idNumber']), String(targets['watchUntil']));
    order.requests = this.institutions.map((institution) => ({
      ...{ id: this.newId(), institution, state: 'queued', shownAs: 'silent', silent: true },
    }));
    this.marks['inquiredAt'] = this.banks.now.toISOString();
    this.settleInquiries();
  }

  private checkRoom(targets: readonly Body[]): void {
    const caps = this.freezes.filter(({ freeze }) => !freeze.ended).map(({ freeze }) => freeze.capFen);
    const asked = targets.map((target) => yuan(target['amount']));
    if (sumFen([...caps, ...asked]) > sumFen(this.claims.map((claim) => claim.principalFen)))
      throw new PaperRefusal(422, 'more than is owed');
    const today = legalDay(this.legal);
    if (
      targets.some(
        (target) => String(target['until']) <= today || String(target['until']) > plusDays(String(target['from']), 366),
      )
    )
      throw new PaperRefusal(422, 'the term is not lawful');
  }

  private freeze(request: PaperRequest, target: Body): void {
    request.institution = String(target['institution']);
    if (REFUSES.test(String(target['account']))) {
      Object.assign(request, { state: 'refused', shownAs: 'refused' });
      return;
    }
    const account = this.banks.find(request.institution, String(target['account']));
    const term = { from: String(target['from']), until: String(target['until']) };
    const freeze: PaperFreeze = {
      reference: request.id,
      capFen: yuan(target['amount']),
      deductedFen: 0n as Fen,
      ...term,
      ended: false,
    };
    account.freezes.push(freeze);
    this.freezes.push({ account, freeze, reportedAt: this.banks.now.toISOString() });
  }

  private deduct(order: PaperOrder, request: PaperRequest, target: Body): void {
    const entry = this.freezes.find(({ freeze }) => freeze.reference === target['freezeId']);
    const amount = yuan(target['amount']);
    if (entry === undefined || amount > this.banks.caught(entry.account, entry.freeze))
      throw new PaperRefusal(422, 'more than is caught');
    request.institution = entry.account.institution;
    entry.freeze.capFen = (entry.freeze.capFen - amount) as Fen;
    entry.freeze.deductedFen = (entry.freeze.deductedFen + amount) as Fen;
    entry.freeze.ended = entry.freeze.capFen === 0n;
    this.banks.book(entry.account, 'out', amount, request.id);
    this.banks.book(this.banks.anywhere(this.fundAccount), 'in', amount, request.id);
    order.sent = (order.sent + amount) as Fen;
    const text = formatYuan(amount);
    this.deductions.push({ requestId: request.id, amount: text, received: text, sentAt: this.banks.now.toISOString() });
  }

  private pay(request: PaperRequest, target: Body): void {
    const claim = this.claims.find((one) => one.id === target['claimId']);
    const amount = yuan(target['amount']);
    const creditor = this.parties.find((party) => party['id'] === claim?.creditorId);
    if (claim === undefined || claim.paidFen + amount > claim.principalFen)
      throw new PaperRefusal(422, 'more than is owed to him');
    claim.paidFen = (claim.paidFen + amount) as Fen;
    this.banks.book(this.banks.anywhere(this.fundAccount), 'out', amount, request.id);
    this.banks.book(this.banks.anywhere(String((creditor?.['payee'] as Body)['account'])), 'in', amount, request.id);
    this.payments.push({ claimId: claim.id, amount: formatYuan(amount), state: 'paid', paidAt: this.banks.now.toISOString() });
  }
}
