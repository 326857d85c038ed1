import { formatYuan } from '../money.js';
import { type Moment, type Outcome } from '../protocol.js';
import { type Refusal } from '../refusal.js';
import { plusYears } from '../simulator-clock.js';
import { allocate } from './allocation.js';
import { type BankBooks } from './books.js';
import { type BankEffect } from './effects.js';
import { type Of } from './request.js';

/** Section 3 of the rules: these may not even be frozen; the other tags bar only the deduction. */
const unfreezable = new Set([
  'migrant_wage',
  'wage_deposit',
  'social_insurance',
  'fiscal',
  'trust',
  'clearing',
  'payment_reserve',
]);

export function refuseFreeze(books: BankBooks, request: Of<'freeze'>, moment: Moment): Refusal | undefined {
  const { account: number, amount, from, until } = request.freeze;
  const customer = books.customerBy(request.subject.idNumbers);
  const account = books.accounts.get(number);
  if (!account)
    return customer
      ? { code: 'account_not_found', text: '无申请控制账号' }
      : { code: 'subject_not_found', text: '查无该客户信息' };
  if (customer?.customerId !== account.customerId) return { code: 'id_mismatch', text: '账号与被控制人证件信息不匹配' };
  if (customer.name !== request.subject.name) return { code: 'name_mismatch', text: '姓名不匹配' };
  if (account.fund || (account.exemptionTag && unfreezable.has(account.exemptionTag)))
    return { code: 'account_exempt', text: '该账户依法不得冻结' };
  if (amount === 0n) return { code: 'amount_invalid', text: '申请控制金额为零' };
  return badTerm(from, until, moment.today);
}

/** R2.1-1: a bank deposit is frozen for one year at most, and not into the past. */
function badTerm(from: string, until: string, today: string): Refusal | undefined {
  if (until < from || until < today) return { code: 'term_invalid', text: '终期早于始期或当日' };
  return until > plusYears(from, 1) ? { code: 'term_invalid', text: '超过一年' } : undefined;
}

export function freeze(books: BankBooks, request: Of<'freeze'>, moment: Moment, inPart: boolean): Outcome<BankEffect> {
  const { account: number, amount, from, until } = request.freeze;
  const capFen = inPart ? (amount + 1n) / 2n : amount;
  const account = books.mustHave(number);
  const seniors = account.freezes.filter((senior) => senior.servedAs < moment.servedAs);
  const juniors = account.freezes.filter((junior) => junior.servedAs > moment.servedAs);
  const caught = allocate(account.balanceFen, [
    ...seniors.map((senior) => senior.capFen),
    capFen,
    ...juniors.map((junior) => junior.capFen),
  ]);
  const caughtFen = caught[seniors.length] ?? 0n;
  return {
    outcome: inPart ? 'executed_in_part' : 'executed',
    ...(inPart && { reason: { code: 'partial', text: '成功冻结资金回款账户,但理财产品冻结失败' } }),
    result: {
      freeze: {
        account: number,
        ...figures(capFen, caughtFen),
        from,
        until,
        balance: formatYuan(account.balanceFen),
        available: formatYuan(account.balanceFen - caught.reduce((sum, part) => sum + part, 0n)),
      },
    },
    effects: [
      {
        kind: 'froze',
        reference: request.requestId,
        account: number,
        cap: formatYuan(capFen),
        from,
        until,
        servedAs: moment.servedAs,
        authority: request.court.name,
        documentNumber: request.legalBasis.rulingNumber ?? request.legalBasis.noticeNumber,
      },
    ],
  };
}

export function refuseReference(books: BankBooks, reference: string, account: string): Refusal | undefined {
  const found = books.freezes.get(reference);
  return !found || found.ended || found.account !== account ? { code: 'freeze_not_found', text: '无原冻结记录' } : undefined;
}

export function refuseRenewal(books: BankBooks, request: Of<'renew'>, moment: Moment): Refusal | undefined {
  const { freezeReference, account, until } = request.renew;
  const missing = refuseReference(books, freezeReference, account);
  if (missing) return missing;
  const before = books.freeze(freezeReference).until;
  // R2.1-1: each renewal adds a year at most.
  return until < before
    ? { code: 'term_invalid', text: '终期早于原终期' }
    : badTerm(before < moment.today ? moment.today : before, until, moment.today);
}

export function renew(books: BankBooks, request: Of<'renew'>): Outcome<BankEffect> {
  const { freezeReference, until } = request.renew;
  const held = books.freeze(freezeReference);
  const account = books.mustHave(held.account);
  const money = { balance: formatYuan(account.balanceFen), available: formatYuan(books.availableFen(account)) };
  return {
    outcome: 'executed',
    result: {
      freeze: { account: held.account, ...figures(held.capFen, books.caught(freezeReference)), from: held.from, until, ...money },
    },
    effects: [{ kind: 'renewed', reference: freezeReference, until }],
  };
}

export function refuseRelease(books: BankBooks, request: Of<'release'>): Refusal | undefined {
  const { freezeReference, account, amount } = request.release;
  const missing = refuseReference(books, freezeReference, account);
  if (missing || amount === undefined) return missing;
  const fits = amount > 0n && amount <= books.freeze(freezeReference).capFen;
  return fits ? undefined : { code: 'amount_invalid', text: '解除金额须大于零且不超过冻结限额' };
}

/** A partial release shrinks the cap and keeps the rank: never release and freeze anew (R2.3-7). */
export function release(books: BankBooks, request: Of<'release'>): Outcome<BankEffect> {
  const { freezeReference, account: number, amount } = request.release;
  const held = books.freeze(freezeReference);
  const releasedFen = amount ?? held.capFen;
  const leftFen = held.capFen - releasedFen;
  const account = books.mustHave(number);
  const place = account.freezes.indexOf(held);
  const caughtFen =
    allocate(
      account.balanceFen,
      account.freezes.map((other) => (other === held ? leftFen : other.capFen)),
    )[place] ?? 0n;
  const { amount: cap, caught, uncaught } = figures(leftFen, caughtFen);
  return {
    outcome: 'executed',
    result: {
      release: { freezeReference, account: number, released: formatYuan(releasedFen), remaining: { cap, caught, uncaught } },
    },
    effects:
      leftFen === 0n
        ? [{ kind: 'ended', reference: freezeReference, why: 'release' }]
        : [{ kind: 'reduced', reference: freezeReference, amount: formatYuan(releasedFen), why: 'release' }],
  };
}

/** JE = DJXE = SKJE + CESKJE (R1.8-5…7). */
function figures(capFen: bigint, caughtFen: bigint) {
  const cap = formatYuan(capFen);
  return { amount: cap, recorded: cap, caught: formatYuan(caughtFen), uncaught: formatYuan(capFen - caughtFen) };
}
