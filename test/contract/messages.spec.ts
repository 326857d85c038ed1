import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type z } from 'zod';
import { type AnswersMessage, answersIn, answersMessage } from '#messages/answers.js';
import { creditsMessage } from '#messages/credits.js';
import { eventMessage } from '#messages/events.js';
import { requestsMessage } from '#messages/requests.js';
import { statementsMessage } from '#messages/statements.js';
import { TOPICS } from '#messages/topics.js';

const FOLDER = 'test/contract/golden/messages';
const schemas: Record<string, z.ZodType> = {
  requests: requestsMessage,
  answers: answersMessage,
  credits: creditsMessage,
  statements: statementsMessage,
  events: eventMessage,
};
const golden = readdirSync(FOLDER).map((file) => ({
  file,
  schema: schemas[file.split('.')[0] ?? ''],
  value: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as object,
}));

describe('messages on the wire', () => {
  it('have a golden file for every message', () => {
    expect([...new Set(golden.map(({ file }) => file.split('.')[0]))].sort()).toEqual(Object.keys(schemas).sort());
  });

  it.each(golden)('$file reads as written, today and by the next version of us', ({ schema, value }) => {
    expect(schema?.parse(value)).toEqual(value);
  });

  it.each(golden)('$file with a member nobody knows, or of a later version, is not half-understood', ({ schema, value }) => {
    expect(schema?.safeParse({ ...value, surprise: 1 }).success).toBe(false);
    expect(schema?.safeParse({ ...value, version: 99 }).success).toBe(false);
  });

  it('tell every outcome apart', () => {
    const answers = golden.find(({ file }) => file === 'answers.v2.json')?.value as AnswersMessage;
    expect(
      answersIn(answers)
        .map(({ outcome }) => outcome.kind)
        .sort(),
    ).toEqual(['acknowledged', 'final', 'present', 'silent', 'unknown', 'unreadable']);
  });

  it('say the same of a case whether it has a message of its own or shares one', () => {
    const [own, shared] = ['answers.v1.json', 'answers.v2.json'].map((name) => golden.find(({ file }) => file === name)?.value);
    expect(answersIn(own as AnswersMessage)).toEqual(answersIn(shared as AnswersMessage));
  });

  it('travel on topics with a partition for many keys', () => {
    expect(new Set(TOPICS.map(({ name }) => name)).size).toBe(TOPICS.length);
    for (const topic of TOPICS) expect(topic.partitions).toBeGreaterThan(1);
  });
});
