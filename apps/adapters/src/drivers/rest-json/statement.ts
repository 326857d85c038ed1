import { z } from 'zod';
import { type StatementLines, type StatementQuery, unreadable } from '../../driver.js';
import { instant, money, text } from '../fields.js';
import { jsonOf, readFailure } from '../reply.js';
import { grammar } from './wire.js';

const LINES_PER_PAGE = 100;

const line = z.object({
  cursor: z.string().min(1).max(64),
  lineId: text,
  amount: money,
  direction: z.enum(['in', 'out']),
  bookedAt: instant,
  reference: text.optional(),
  bankSerial: text,
  balanceAfter: money,
});
const statementPage = z.object({
  account: text,
  bankTime: instant,
  asOf: instant,
  lines: z.array(line),
  more: z.boolean(),
});

/** Lines of the case-fund account behind a cursor, oldest first. Who paid stays at the bank: the house matches by reference. */
export const statement: StatementQuery = {
  call: (fundAccount, after) => {
    const query = new URLSearchParams({ ...(after !== undefined && { after }), limit: String(LINES_PER_PAGE) });
    return { method: 'GET', path: `/fund-accounts/${encodeURIComponent(fundAccount)}/statement?${query.toString()}` };
  },
  read: (reply, fundAccount) => {
    if (reply.status !== 200) {
      const failure = readFailure(reply, undefined, grammar);
      return failure.kind === 'refusal' ? { kind: 'refused', cause: failure.problem.code } : failure;
    }
    const { data } = statementPage.safeParse(jsonOf(reply));
    if (data === undefined) return unreadable('not_a_statement');
    if (data.account !== fundAccount) return unreadable('other_account');
    return { kind: 'statement', lines: data.lines.map(lineOf), more: data.more && data.lines.length > 0 };
  },
};

function lineOf(said: z.infer<typeof line>): StatementLines[number] {
  return {
    lineId: said.lineId,
    cursor: said.cursor,
    amountFen: said.amount,
    direction: said.direction === 'in' ? 'credit' : 'debit',
    bookedAt: said.bookedAt,
    bankSerial: said.bankSerial,
    balanceAfterFen: said.balanceAfter,
    ...(said.reference !== undefined && { reference: said.reference }),
  };
}
