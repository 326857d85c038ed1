import { describe, expect, it } from '@jest/globals';
import { type Call, type Driver, prepare, type Reply, type StatementReading } from '../../../apps/adapters/src/driver.js';
import { registryJson } from '../../../apps/adapters/src/drivers/registry-json/driver.js';
import { restJson } from '../../../apps/adapters/src/drivers/rest-json/driver.js';
import { finalAnswer, outcome, type Outcome } from '#messages/answers.js';
import { creditItem } from '#messages/credits.js';
import { conclusionOf, type Golden, goldenFiles, itemOf, questionOf, wordOf } from './golden.js';
import { byLoopback } from './by-loopback.js';

const protocols: readonly (readonly [string, Driver, 'freeze' | 'seal'])[] = [
  ['rest-json', restJson, 'freeze'],
  ['registry-json', registryJson, 'seal'],
];

describe.each(protocols)('golden files of %s, by a real server', (protocol, driver, open) => {
  const files = goldenFiles(protocol).filter(({ folder }) => !folder.startsWith('notice') && folder !== 'batch');

  it.each(files.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
    const { call, read } = questionFor(driver, golden, open);
    const { reading, seen } = await byLoopback(golden, call, read);
    expect(wordOf(reading)).toBe(conclusionOf(golden));
    expect(seen?.method).toBe(golden.request.method);
    expect(plain(seen?.path)).toBe(plain(golden.request.path));
    expect(seen?.authorization).toBe('Bearer golden');
    expect(seen?.body).toEqual(golden.request.body);
  });

  it('carries out only what the messages can carry', () => {
    for (const golden of files.filter((file) => file.folder !== 'statement')) {
      const { read } = questionFor(driver, golden, open);
      const body = golden.response.body;
      const said = read({
        status: golden.response.status,
        body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      });
      expect(outcome.safeParse(said).error?.issues ?? []).toEqual([]);
    }
  });
});

describe('notices', () => {
  it.each(
    protocols.flatMap(([protocol, driver]) =>
      goldenFiles(protocol)
        .filter((golden) => golden.folder.startsWith('notice') && golden.response.status !== 401)
        .map((golden) => [`${protocol} ${golden.name}`, golden, driver] as const),
    ),
  )('%s', (_name, golden, driver) => {
    const parsed =
      golden.folder === 'notice-answers'
        ? driver.answersNotice(golden.request.body)
        : driver.creditsNotice?.(golden.request.body);
    expect(parsed?.ok).toBe(golden.meaning.startsWith('stored'));
    if (parsed?.ok === false) expect(parsed.field).toBe('credits.0.amount');
    for (const one of parsed?.ok === true ? parsed.value : []) {
      const carried = 'answer' in one ? finalAnswer.safeParse(one.answer) : creditItem.safeParse(one);
      expect(carried.error?.issues ?? []).toEqual([]);
    }
  });
});

interface Asked {
  readonly call: Call;
  readonly read: (reply: Reply) => Outcome | StatementReading;
}

function questionFor(driver: Driver, golden: Golden, open: 'freeze' | 'seal'): Asked {
  if (golden.folder === 'statement') return statementQuestion(driver, golden);
  if (golden.request.method === 'PUT') {
    const prepared = prepare(driver, itemOf(golden));
    if (prepared === undefined) throw new Error('the driver lacks a measure of its protocol');
    return prepared;
  }
  const item = questionOf(golden, open);
  return { call: driver.status.call(item) as Call, read: (reply) => driver.status.read(reply, item) };
}

function statementQuestion(driver: Driver, golden: Golden): Asked {
  const url = new URL(golden.request.path, 'http://bank.test');
  const account = url.pathname.split('/')[2] ?? '';
  const query = driver.statement;
  if (query === undefined) throw new Error('the driver lacks the statement of its protocol');
  return {
    call: query.call(account, url.searchParams.get('after') ?? undefined),
    read: (reply) => query.read(reply, account),
  };
}

// how many lines a page may have is the court's choice
function plain(path: string | undefined): string | undefined {
  return path?.replace(/limit=\d+/, 'limit=');
}
