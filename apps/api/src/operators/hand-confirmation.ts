import { z } from 'zod';
import { cited } from '#enforcement/cited-rules.js';
import { fenOf, parseYuan, type Fen } from '#enforcement/money.js';
import { invalid } from '#platform/errors.js';
import { type LockedRequest } from '#storage/answers/known-requests.js';
import { type FinalContent } from '#storage/answers/outcome-content.js';
import { type Queryable } from '#storage/database.js';
import { type Moment } from '#storage/events.js';
import { lockFreezesOf } from '#storage/orders/measure-room.js';
import { amount, date, fail, id, instant, reason, text } from '../openapi/fields.js';

const caught = z.string().transform((written, context) => {
  const fen = parseYuan(written);
  return fen !== undefined && fen >= 0n ? fen : fail(context, 'amount.form', 'Write the amount in yuan, such as "0.00".');
});

/** What a person read in the institution's letter. Each measure needs its own figures; they are named where they lack. */
export const handConfirmation = z.strictObject({
  state: z.enum(['executed', 'executed_in_part', 'refused', 'not_applicable']),
  reason,
  documentId: id,
  freeze: z.strictObject({ caught, amount: amount.optional(), from: date.optional(), until: date.optional() }).optional(),
  release: z.strictObject({ released: amount }).optional(),
  deduction: z.strictObject({ amount, bankSerial: text(60), sentAt: instant }).optional(),
  seal: z.strictObject({ rank: z.int().min(1) }).optional(),
  payment: z.strictObject({ bankSerial: text(60), paidAt: instant }).optional(),
});
export type HandConfirmationBody = z.output<typeof handConfirmation>;

/** The letter as the answer it stands for. */
export async function contentByHand(
  tx: Queryable,
  request: LockedRequest,
  body: HandConfirmationBody,
  at: Moment,
): Promise<FinalContent> {
  const said = {
    kind: 'final' as const,
    outcome: body.state,
    bankTime: at.machine.toISOString(),
    // the institution's business time, as its own answers have it: later figures must count as later
    asOf: at.legal.toISOString(),
    reason: { code: 'confirmed_by_hand', text: body.reason },
  };
  // what the first answer said is booked and stays: the book has moved on, and figures of then need not fit it now
  if (request.answerDigest !== undefined || body.state === 'refused' || body.state === 'not_applicable') return said;
  return { ...said, ...(await figures(tx, request, body)) };
}

type Figures = Pick<FinalContent, 'freeze' | 'release' | 'deduction' | 'seal' | 'payment'>;

async function figures(tx: Queryable, request: LockedRequest, body: HandConfirmationBody): Promise<Figures> {
  const { task, measure } = request;
  const told = (name: string) => String(task[name]);
  switch (measure) {
    case 'inquire':
      throw invalid('state', 'inquiry.ask_again', 'What an inquiry found is not written by hand. Ask again instead.');
    case 'freeze': {
      const freeze = given('freeze', body.freeze);
      if (task['wholeAccount'] === true && freeze.amount === undefined) {
        const figures = freezeFigures(
          told('account'),
          freeze.caught,
          freeze.caught,
          freeze.from ?? told('from'),
          freeze.until ?? told('until'),
        );
        return { freeze: { ...figures, wholeAccount: true } };
      }
      const cap = freeze.amount ?? fenOf(told('amountFen'));
      return {
        freeze: freezeFigures(told('account'), cap, freeze.caught, freeze.from ?? told('from'), freeze.until ?? told('until')),
      };
    }
    case 'renew': {
      const book = await bookOf(tx, request);
      if (book.kind === 'asset') return { seal: { assetId: book.account, from: told('until'), until: told('until'), rank: 1 } };
      const figure = body.freeze?.caught ?? fenOf(book.caught_fen);
      return {
        freeze: freezeFigures(book.account, fenOf(book.cap_fen), figure, told('until'), body.freeze?.until ?? told('until')),
      };
    }
    case 'release': {
      const book = await bookOf(tx, request);
      if (task['keepFen'] !== undefined) {
        const releasedFen = book.caught_fen > fenOf(told('keepFen')) ? book.caught_fen - fenOf(told('keepFen')) : 0n;
        return { release: { releasedFen: String(releasedFen), remainingCapFen: told('keepFen') } };
      }
      const asked = body.release?.released ?? (task['amountFen'] === undefined ? fenOf(book.cap_fen) : fenOf(told('amountFen')));
      if (asked > book.cap_fen)
        throw invalid('release.released', 'amount.above_cap', 'This is more than the cap of the freeze.', cited('R2.4-1'));
      return { release: { releasedFen: String(asked), remainingCapFen: String(book.cap_fen - asked) } };
    }
    case 'deduct': {
      const { amount: sent, bankSerial, sentAt } = given('deduction', body.deduction);
      if (sent > fenOf(told('amountFen'))) {
        throw invalid('deduction.amount', 'amount.above_order', 'This is more than was ordered to be deducted.', cited('R1.1-1'));
      }
      return { deduction: { amountFen: String(sent), bankSerial, interbank: true, sentAt } };
    }
    case 'seal':
      return {
        seal: {
          assetId: told('assetId'),
          from: told('from'),
          until: told('until'),
          rank: given('seal', body.seal).rank,
          ...(task['shares'] !== undefined && { shares: told('shares') }),
        },
      };
    case 'pay':
      return { payment: { amountFen: told('amountFen'), ...given('payment', body.payment) } };
  }
}

function freezeFigures(account: string, cap: Fen, caughtFen: Fen, from: string, until: string) {
  if (caughtFen > cap) throw invalid('freeze.caught', 'amount.above_cap', 'A freeze catches at most its cap.');
  return { account, amountFen: String(cap), caughtFen: String(caughtFen), uncaughtFen: String(cap - caughtFen), from, until };
}

async function bookOf(tx: Queryable, { caseId, task }: LockedRequest) {
  const id = String(task['freezeRequestId']);
  const book = (await lockFreezesOf(tx, caseId, [id])).get(id);
  if (book === undefined)
    throw invalid('state', 'freeze.unknown', 'The freeze this measure names is not in the book; settle that one first.');
  return book;
}

function given<T>(field: string, figure: T | undefined): T {
  if (figure === undefined) throw invalid(field, 'required', 'Give the figures of the institution’s letter.');
  return figure;
}
