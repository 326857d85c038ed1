import { z } from 'zod';
import { type LateAnswer, type Parsed } from '../../driver.js';
import { id, text } from '../fields.js';
import { parseNotice } from '../reply.js';
import { answer, finalOf } from './wire.js';

const answersBody = z.object({ institution: text, noticeId: id, answers: z.array(answer).min(1).max(500) });

/** Final answers of what was only acknowledged or locked before. */
export function answersNotice(body: unknown): Parsed<readonly LateAnswer[]> {
  const parsed = parseNotice(answersBody, body);
  if (!parsed.ok) return parsed;
  return { ok: true, value: parsed.value.answers.map((said) => ({ requestId: said.requestId, answer: finalOf(said) })) };
}
