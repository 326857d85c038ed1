import { formatYuan } from '../money.js';
import { type Moment, type Outcome } from '../protocol.js';
import { type Refusal } from '../refusal.js';
import { plusYears } from '../simulator-clock.js';
import { allocate, type Cap } from './allocation.js';
import { type BankBooks, extent } from './books.js';
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

/** What a bank's core can do with a freeze. */
export interface Ability {
  readonly wholeAccount: boolean;
  /** Minute of the last day at which its terms end. */
  readonly termEndsAt?: string | undefined;
}

export function refuseFreeze(books: BankBooks, request: Of<'freeze'>, moment: Moment, ability: Ability): Refusal | undefined {
  const { account: number, amount, wholeAccount, inRankOf, from, until } = request.freeze;
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
  if (wholeAccount === true && !ability.wholeAccount) return { code: 'unsupported_measure', text: '仅支持按金额冻结' };
  if (amount === 0n) return { code: 'amount_invalid', text: '申请控制金额为零' };
  if (inRankOf && !books.rankHolder(number, inRankOf)) return { code: 'freeze_not_found', text: '无原冻结记录' };
  return badTerm(from, until, moment.today);
}

/** R2.1-1: a bank deposit is frozen for one year at most, and not into the past. */
function badTerm(from: string, until: string, today: string): Refusal | undefined {
  if (until < from || until < today) return { code: 'term_invalid', text: '终期早于始期或当日' };
  return until > plusYears(from, 1) ? { code: 'term_invalid', text: '超过一年' } : undefined;
}

function termOf(until: string, { termEndsAt }: Ability) {
  return { until, ...(termEndsAt !== undefined && { endsAt: `${until}T${termEndsAt}:00.000+08:00` }) };
}

export function freeze(
  books: BankBooks,
  request: Of<'freeze'>,
  moment: Moment,
  { inPart, ...ability }: Ability & { readonly inPart: boolean },
): Outcome<BankEffect> {
  const { account: number, amount, from, until, inRankOf } = request.freeze;
  const before = inRankOf && books.rankHolder(number, inRankOf);
  const servedAs = before?.servedAs ?? moment.servedAs;
  const servedAt = before?.servedAt ?? moment.asOf;
  const cap: Cap = amount === undefined ? 'whole' : inPart ? (amount + 1n) / 2n : amount;
  const account = books.mustHave(number);
  const others = account.freezes.filter((other) => other !== before);
  const seniors = others.filter((senior) => senior.servedAs < servedAs);
  const juniors = others.filter((junior) => junior.servedAs > servedAs);
  const caught = allocate(account.balanceFen, [
    ...seniors.map((senior) => senior.cap),
    cap,
    ...juniors.map((junior) => junior.cap),
  ]);
  const caughtFen = caught[seniors.length] ?? 0n;
  return {
    outcome: inPart ? 'executed_in_part' : 'executed',
    ...(inPart && { reason: { code: 'partial', text: '成功冻结资金回款账户,但理财产品冻结失败' } }),
    result: {
      freeze: {
        account: number,
        ...figures(cap, caughtFen),
        from,
        ...termOf(until, ability),
        ...(before && { servedAt }),
        balance: formatYuan(account.balanceFen),
        available: formatYuan(account.balanceFen - caught.reduce((sum, part) => sum + part, 0n)),
      },
    },
    effects: [
      ...(before && before.ended === undefined
        ? [{ kind: 'ended', reference: before.reference, why: 'taken_over' } as const]
        : []),
      {
        kind: 'froze',
        reference: request.requestId,
        account: number,
        cap: cap === 'whole' ? cap : formatYuan(cap),
        from,
        ...termOf(until, ability),
        servedAs,
        servedAt,
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

export function renew(books: BankBooks, request: Of<'renew'>, ability: Ability): Outcome<BankEffect> {
  const { freezeReference } = request.renew;
  const term = termOf(request.renew.until, ability);
  const held = books.freeze(freezeReference);
  const account = books.mustHave(held.account);
  const money = { balance: formatYuan(account.balanceFen), available: formatYuan(books.availableFen(account)) };
  return {
    outcome: 'executed',
    result: {
      freeze: { account: held.account, ...figures(held.cap, books.caught(freezeReference)), from: held.from, ...term, ...money },
    },
    effects: [{ kind: 'renewed', reference: freezeReference, ...term }],
  };
}

export function refuseRelease(books: BankBooks, request: Of<'release'>): Refusal | undefined {
  const { freezeReference, account, amount, keep } = request.release;
  const missing = refuseReference(books, freezeReference, account);
  if (missing || (amount ?? keep) === undefined) return missing;
  const { cap } = books.freeze(freezeReference);
  const fits =
    cap === 'whole'
      ? amount === undefined && keep !== 0n
      : keep === undefined && amount !== undefined && amount > 0n && amount <= cap;
  return fits ? undefined : { code: 'amount_invalid', text: '解除金额须大于零且不超过冻结限额' };
}

/** A partial release shrinks the cap and keeps the rank: never release and freeze anew (R2.3-7). */
export function release(books: BankBooks, request: Of<'release'>): Outcome<BankEffect> {
  const { freezeReference, account: number, amount, keep } = request.release;
  const held = books.freeze(freezeReference);
  const before = books.caught(freezeReference);
  const leftFen = keep ?? (held.cap === 'whole' || amount === undefined ? 0n : held.cap - amount);
  const account = books.mustHave(number);
  const place = account.freezes.indexOf(held);
  const caughtFen =
    allocate(
      account.balanceFen,
      account.freezes.map((other) => (other === held ? leftFen : other.cap)),
    )[place] ?? 0n;
  const releasedFen = held.cap === 'whole' ? before - caughtFen : held.cap - leftFen;
  return {
    outcome: 'executed',
    result: {
      release: { freezeReference, account: number, released: formatYuan(releasedFen), remaining: extent(leftFen, caughtFen) },
    },
    effects:
      leftFen === 0n
        ? [{ kind: 'ended', reference: freezeReference, why: 'release' }]
        : held.cap === 'whole'
          ? [{ kind: 'limited', reference: freezeReference, cap: formatYuan(leftFen) }]
          : [{ kind: 'reduced', reference: freezeReference, amount: formatYuan(releasedFen), why: 'release' }],
  };
}

/** JE = DJXE = SKJE + CESKJE (R1.8-5…7). */
function figures(cap: Cap, caughtFen: bigint) {
  if (cap === 'whole') return extent(cap, caughtFen);
  const amount = formatYuan(cap);
  return { amount, recorded: amount, caught: formatYuan(caughtFen), uncaught: formatYuan(cap - caughtFen) };
}
