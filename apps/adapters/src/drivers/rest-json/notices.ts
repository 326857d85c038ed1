import { z } from 'zod';
import { type CreditsMessage } from '#messages/credits.js';
import { type LateAnswer, type Parsed } from '../../driver.js';
import { id, instant, money, text } from '../fields.js';
import { parseNotice } from '../reply.js';
import { ID_TYPES } from './codes.js';
import { answer, finalOf } from './wire.js';

const answersBody = z.object({ institution: text, noticeId: id, answers: z.array(answer).min(1).max(500) });

const credit = z.object({
  creditId: text,
  account: z.string().regex(/^[0-9A-Za-z-]{5,40}$/),
  subject: z.object({
    idType: z.enum(Object.keys(ID_TYPES) as (keyof typeof ID_TYPES)[]),
    idNumber: z.string().regex(/^[0-9A-Za-z-]{5,40}$/),
  }),
  amount: money,
  currency: z.string().regex(/^[A-Z]{3}$/),
  bookedAt: instant,
  balanceAfter: money,
  available: money,
});
const creditsBody = z.object({ institution: text, noticeId: id, credits: z.array(credit).min(1).max(500) });

/** Final answers of what was only acknowledged before. */
export function answersNotice(body: unknown): Parsed<readonly LateAnswer[]> {
  const parsed = parseNotice(answersBody, body);
  if (!parsed.ok) return parsed;
  return { ok: true, value: parsed.value.answers.map((said) => ({ requestId: said.requestId, answer: finalOf(said) })) };
}

/** Money that arrived on a watched subject's account. */
export function creditsNotice(body: unknown): Parsed<CreditsMessage['items']> {
  const parsed = parseNotice(creditsBody, body);
  if (!parsed.ok) return parsed;
  return {
    ok: true,
    value: parsed.value.credits.map((said) => ({
      creditId: said.creditId,
      account: said.account,
      subject: { idType: ID_TYPES[said.subject.idType], idNumber: said.subject.idNumber },
      amountFen: said.amount,
      currency: said.currency,
      bookedAt: said.bookedAt,
      balanceAfterFen: said.balanceAfter,
      availableFen: said.available,
    })),
  };
}
