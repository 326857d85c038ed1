import { type z } from 'zod';
import { answersIn, answersMessage } from '#messages/answers.js';
import { creditsMessage } from '#messages/credits.js';
import { eventMessage } from '#messages/events.js';
import { requestsMessage } from '#messages/requests.js';
import { statementsMessage } from '#messages/statements.js';
import { ANSWERS, CREDITS, EVENTS, GROUPS, requestsTopic, STATEMENTS } from '#messages/topics.js';
import { ChakongError, invalid } from '#platform/errors.js';
import { type Outgoing } from '#wire/wire.js';
import { problemsOf } from '../openapi/problems.js';

type Message = Outgoing['value'];

const schemas: ReadonlyMap<string, z.ZodType<Message>> = new Map<string, z.ZodType<Message>>([
  ...GROUPS.map((group): [string, z.ZodType<Message>] => [requestsTopic(group), requestsMessage]),
  [ANSWERS, answersMessage],
  [CREDITS, creditsMessage],
  [STATEMENTS, statementsMessage],
  [EVENTS, eventMessage],
]);

/** A payload as JSON where it is JSON, else as text. */
export function readPayload(payload: Buffer): unknown {
  const text = payload.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The message to send: the corrected payload, or the one that lay here; refused where its topic's schema would refuse it again. */
export function outgoing(
  letter: { readonly topic: string; readonly message_key: string | null; readonly payload: Buffer },
  corrected: unknown,
): Outgoing {
  const schema = schemas.get(letter.topic);
  if (schema === undefined)
    throw invalid('topic', 'topic.unknown', 'This topic is not one of ours any more. Discard the letter.');
  const result = schema.safeParse(corrected ?? readPayload(letter.payload), { reportInput: true });
  if (!result.success) {
    throw new ChakongError('invalid', 'The payload would be refused again. Put these fields right and replay it.', {
      problems: problemsOf(result.error, 'payload.'),
    });
  }
  return { key: letter.message_key ?? keyOf(result.data), value: result.data };
}

function keyOf(message: Message): string {
  const { data: answers } = answersMessage.safeParse(message);
  if (answers !== undefined) return answersIn(answers)[0]?.caseId ?? '';
  if ('caseId' in message && typeof message.caseId === 'string') return message.caseId;
  if ('institution' in message && typeof message.institution === 'string') return message.institution;
  throw invalid('payload', 'key.unknown', 'The message names neither a case nor an institution.');
}
