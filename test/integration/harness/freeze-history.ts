import fc from 'fast-check';
import { fenOf, minFen } from '#enforcement/money.js';
import { plusDays } from '#enforcement/watch/legal-day.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { type FinalContent } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { type Database } from '#storage/database.js';
import { keepTerms, notePartPayment } from '#storage/debt/claim-terms.js';
import { lockCases, type Moment } from '#storage/events.js';
import { expireFreezes } from '#storage/freezes/expire-freezes.js';
import { type FreezeRow, lockFreezes } from '#storage/freezes/freeze-rows.js';
import { bookPositions } from '#storage/freezes/positions.js';
import { lockMovable, reparentFreezes } from '#storage/freezes/reparent-freezes.js';
import { newId } from '#storage/new-id.js';
import { fileObjection } from '#storage/objections/objections.js';
import { placeOrder } from '#storage/orders/place-order.js';
import { seedCase, type SeededCase, seedOrder, T0 } from './seeds.js';

const JUDGE = { id: 'judge', role: 'judge' } as const;
const PATIENCE = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
/** What the seeded cases owe. */
export const DEBT = 30_500_000n;

const ACTS = {
  freeze: 8,
  shares: 1,
  whole: 1,
  report: 4,
  renew: 2,
  release: 2,
  deduct: 2,
  draft: 1,
  move: 1,
  partPaid: 1,
  paidOut: 1,
  terms: 1,
  objection: 1,
  days: 2,
} as const;

export interface Step {
  readonly act: keyof typeof ACTS;
  readonly pick: number;
  /** Of the debt, or of a cap. */
  readonly percent: number;
  readonly ofThat: number;
  readonly look: boolean;
}

const percent = fc.oneof(fc.nat({ max: 120 }), fc.constantFrom(0, 10, 30, 100));
export const step: fc.Arbitrary<Step> = fc.record({
  act: fc.oneof(...Object.entries(ACTS).map(([act, weight]) => ({ weight, arbitrary: fc.constant(act as keyof typeof ACTS) }))),
  pick: fc.nat({ max: 30 }),
  percent,
  ofThat: fc.oneof(fc.nat({ max: 100 }), fc.constant(100)),
  look: fc.boolean(),
});

/** Two files of one court against two debtors, whose freezes live through a history of steps: the same steps, the same history. */
export class FreezeHistory {
  private day = '2026-11-02';
  private second = 0;
  private readonly freezeIds: string[] = [];

  private constructor(
    private readonly database: Database,
    /** Begins every account of it: banks know no two files by one account. */
    private readonly mark: string,
    readonly files: readonly [SeededCase, SeededCase],
    private readonly documentId: string,
  ) {}

  static async begin(database: Database, mark: string): Promise<FreezeHistory> {
    const files = [await seedCase(database), await seedCase(database)] as const;
    const documentId = newId<string>();
    for (const { caseId } of files) {
      await database.query(
        `insert into party (id, case_id, role, kind, name, id_type, id_number, id_numbers, created_at)
         values ($1, $2, 'debtor', 'person', '某人', 'citizen_id', '11010519491231002X', '{11010519491231002X}', $3)`,
        [newId(), caseId, T0],
      );
    }
    await database.query(
      `insert into document (id, case_id, kind, name, media_type, sha256, content, created_by, created_at)
       values ($1, $2, 'title', '判决书.pdf', 'application/pdf', repeat('0', 64), '\\x25504446', 'judge', $3)`,
      [documentId, files[0].caseId, T0],
    );
    return new FreezeHistory(database, mark, files, documentId);
  }

  get caseIds(): readonly string[] {
    return this.files.map(({ caseId }) => caseId);
  }

  get now(): Moment {
    const at = new Date(Date.parse(`${this.day}T01:00:00Z`) + this.second * 1_000);
    return { machine: asMachine(at), legal: asLegal(at) };
  }

  /** One step of it; one that is impossible just now does nothing. */
  async live({ act, pick, percent, ofThat }: Step): Promise<void> {
    this.second += 1;
    const amount = (DEBT * BigInt(percent)) / 100n;
    const part = (of: bigint) => (of * BigInt(ofThat)) / 100n;
    const id = this.freezeIds[pick % Math.max(1, this.freezeIds.length)];
    switch (act) {
      case 'freeze':
      case 'whole':
        return this.freeze(act === 'whole' ? part(amount) : amount, part(amount), pick, act === 'whole');
      case 'shares':
        return this.seal(amount, pick);
      case 'days':
        this.day = plusDays(this.day, 1 + (pick % 12));
        while ((await expireFreezes(this.database, this.now)) > 0);
        return;
      case 'partPaid': {
        const { caseId, claimId } = this.files[pick % 2 === 0 ? 0 : 1];
        const paid = {
          caseId,
          claimId,
          on: this.day,
          amount: fenOf(amount / 4n + 1n),
          means: 'performance',
          reason: '收条',
        } as const;
        return this.held(
          [caseId],
          async (tx) => void (await notePartPayment(tx, { ...paid, documentId: this.documentId }, JUDGE, this.now)),
        );
      }
      case 'paidOut': {
        const { claimId } = this.files[pick % 2 === 0 ? 0 : 1];
        await this.database.query('update claim set paid_fen = paid_fen + $2 where id = $1', [claimId, amount / 4n]);
        return;
      }
      case 'terms':
        return this.terms(this.files[pick % 2 === 0 ? 0 : 1]);
      case 'objection': {
        const objection = { institution: 'icbc', account: `${this.mark}${pick}`, grounds: '工资专户', receivedOn: this.day };
        const { caseId } = this.files[0];
        const facts = { ...objection, caseId, answerBy: plusDays(this.day, 10), documentId: this.documentId };
        return this.held([caseId], async (tx) => void (await fileObjection(tx, facts, JUDGE, this.now)));
      }
      case 'report':
      case 'renew':
      case 'release':
      case 'deduct':
      case 'draft':
      case 'move':
        return id === undefined ? undefined : this.change(act, id, part, pick);
    }
  }

  private async change(
    act: 'report' | 'renew' | 'release' | 'deduct' | 'draft' | 'move',
    id: string,
    part: (of: bigint) => bigint,
    pick: number,
  ): Promise<void> {
    const freeze = (await this.database.transaction((tx) => lockFreezes(tx, [id]))).get(id);
    const { rows } = await this.database.query<{ account: string; kind: string; party_id: string }>(
      'select account, kind, party_id from account_freeze where id = $1',
      [id],
    );
    const [place] = rows;
    const file = this.files.find(({ caseId }) => caseId === freeze?.caseId);
    if (freeze === undefined || place === undefined || file === undefined) return;
    if (act === 'move') return this.move(freeze);
    if (place.kind === 'asset') return;
    const { account } = place;
    const task = { freezeRequestId: id, account };
    const caught = freeze.wholeAccount ? part(DEBT) : minFen(freeze.capFen, fenOf(part(freeze.capFen)));
    if (act === 'report') {
      const position = { requestId: id, capFen: String(freeze.capFen), caughtFen: String(caught), until: freeze.until };
      const told = { ...position, asOf: this.now.machine.toISOString() };
      return this.held([freeze.caseId], (tx) => bookPositions(tx, [told], new Set([freeze.caseId]), this.now));
    }
    if (act === 'renew') {
      const until = plusDays(this.day, 300);
      const figures = {
        account,
        amountFen: String(freeze.capFen),
        caughtFen: String(caught),
        uncaughtFen: '0',
        from: this.day,
        until,
      };
      return this.carryOut(file, { measure: 'renew', ...task, until }, { freeze: figures });
    }
    if (freeze.state !== 'active') return;
    const taken = act === 'deduct' ? part(freeze.caughtFen) : pick % 3 === 0 ? freeze.capFen : part(freeze.capFen);
    if (act === 'release') {
      const release = { releasedFen: String(taken), remainingCapFen: String(freeze.capFen - taken) };
      return this.carryOut(file, { measure: 'release', ...task, amountFen: String(taken) }, { release });
    }
    if (act === 'deduct') {
      if (taken === 0n) return;
      const deduction = { amountFen: String(taken), bankSerial: newId<string>(), interbank: false };
      const sentAt = this.now.machine.toISOString();
      return this.carryOut(
        file,
        { measure: 'deduct', ...task, amountFen: String(taken) },
        { deduction: { ...deduction, sentAt } },
      );
    }
    const basis = { noticeNumber: '通', documentIds: [], officers: [] };
    const order = { measure: 'release', priority: 'judge', cause: 'judge', legalBasis: basis, needsApproval: true } as const;
    const targets = [{ institution: freeze.institution, task: { measure: 'release' as const, ...task } }];
    const placed = { ...order, caseId: freeze.caseId, partyId: place.party_id, targets, answerBy: new Date(T0.getTime() + 1e9) };
    await this.held([freeze.caseId], async (tx) => void (await placeOrder(tx, placed, JUDGE, this.now)));
  }

  private async freeze(capFen: bigint, caughtFen: bigint, pick: number, wholeAccount: boolean): Promise<void> {
    const account = `${this.mark}${this.freezeIds.length}`;
    const until = plusDays(this.day, pick % 4 === 0 ? pick % 9 : 300);
    const caught = wholeAccount ? capFen : caughtFen < capFen ? caughtFen : capFen;
    const figures = { account, amountFen: String(capFen), caughtFen: String(caught), uncaughtFen: String(capFen - caught) };
    const told = { freeze: { ...figures, from: this.day, until, ...(wholeAccount && { wholeAccount }) } };
    const file = this.files[pick % 5 === 0 ? 1 : 0];
    const extent = wholeAccount ? { wholeAccount } : { amountFen: String(capFen) };
    await this.carryOut(file, { measure: 'freeze', account, ...extent, from: this.day, until }, told, pick);
  }

  private async seal(worthFen: bigint, pick: number): Promise<void> {
    const assetId = `${this.mark}${this.freezeIds.length}`;
    const term = { from: this.day, until: plusDays(this.day, 300) };
    const task = { measure: 'seal', assetId, worthFen: String(worthFen), ...term };
    await this.carryOut(this.files[0], task, { seal: { assetId, rank: 1, ...term } }, pick);
  }

  private async carryOut(
    file: SeededCase,
    task: { measure: string } & Record<string, unknown>,
    said: Partial<FinalContent>,
    pick = 0,
  ): Promise<void> {
    const institution = pick % 2 === 0 ? 'icbc' : 'njcb';
    const party = pick % 3 === 0 ? 'person' : 'organisation';
    const { rows } = await this.database.query<{ id: string }>(
      `select id from party where case_id = $1 and role = 'debtor' and kind = $2`,
      [file.caseId, party],
    );
    const { orderId, requestIds } = await seedOrder(this.database, { ...file, debtorId: rows[0]?.id ?? '' }, [
      { institution, task },
    ]);
    await this.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [orderId]);
    const requestId = requestIds[0] ?? '';
    const time = this.now.machine.toISOString();
    const outcome: FinalContent = { kind: 'final', outcome: 'executed', bankTime: time, asOf: time, ...said };
    const answer = { caseId: file.caseId, requestId, attempt: 1, institution, outcome };
    const { settled } = await this.database.transaction((tx) => recordAnswers(tx, [answer], this.now, () => PATIENCE));
    if (settled !== 1) throw new Error(`The answer to ${task.measure} was not believed.`);
    if (task.measure === 'freeze' || task.measure === 'seal') this.freezeIds.push(requestId);
  }

  /** To the other file, where nothing is under way about it. */
  private async move({ id, caseId: fromCaseId }: FreezeRow): Promise<void> {
    const toCaseId = this.caseIds.find((one) => one !== fromCaseId) ?? '';
    const moving = { fromCaseId, toCaseId, freezeIds: [id], reason: '保全转执行', documentId: this.documentId };
    await this.database.transaction(async (tx) => {
      const free = (await lockMovable(tx, moving)).filter((one) => !one.busy && one.state === 'active' && one.party_id !== null);
      await reparentFreezes(tx, moving, free, JUDGE, this.now);
    });
  }

  private async terms({ caseId, claimId }: SeededCase): Promise<void> {
    const items = [{ id: 'wages', kind: 'principal', label: '工资', amount: '305000.00' }];
    const terms = { effectiveOn: this.day, items, doubledPart: { waived: false }, enforcementFeeFixed: true };
    const facts = { caseId, claimId, reason: '录入', documentId: this.documentId, terms };
    await this.held([caseId], async (tx) => void (await keepTerms(tx, facts, JUDGE, this.now)));
  }

  private held(caseIds: readonly string[], work: Parameters<typeof this.database.transaction<void>>[0]): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lockCases(tx, caseIds);
      await work(tx);
    });
  }
}
