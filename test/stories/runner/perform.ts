import { type Answer, type Outside } from './outside.js';
import { check, type Failure, valueFailures } from './expectation.js';
import { fill, UnknownNameError } from './names.js';
import { get, inWords } from './matching.js';
import { type Expectation, type PlacedAction } from './story.js';
import { type Place } from './source-file.js';

export type Names = Record<string, unknown>;

/** The story and the house disagree: which file, which line, what was expected, what was found. */
export class StoryFailure extends Error {
  override readonly name = 'StoryFailure';
}

const PAUSE_MS = 200;

/** Carries out one action. `names` gets what it saves. Throws StoryFailure. */
export async function perform(placed: PlacedAction, names: Names, outside: Outside, key: string, patience = 1): Promise<void> {
  try {
    const { failures, saves } = await carryOut(placed.action, names, outside, key, patience);
    if (failures.length > 0) throw new StoryFailure(failures.map((failure) => inLine(placed, failure)).join('\n'));
    Object.assign(names, saves);
  } catch (error) {
    if (error instanceof StoryFailure) throw error;
    const cause = error instanceof UnknownNameError ? error.message : `${(error as Error).message}${causeOf(error)}`;
    throw new StoryFailure(`${placed.file.at(placed.place)}: ${cause}`, { cause: error });
  }
}

interface Done {
  readonly failures: readonly Failure[];
  readonly saves?: Names;
}

async function carryOut(
  action: PlacedAction['action'],
  names: Names,
  outside: Outside,
  key: string,
  patience: number,
): Promise<Done> {
  if ('set clock' in action) return setClock(action['set clock'], outside, key);
  if ('expect' in action) return within(['expect'], await look(action.expect, names, outside));
  if ('wait until' in action) return within(['wait until'], await wait(action['wait until'], names, outside, patience));
  if ('call' in action) {
    const { as, method, path, body } = action.call;
    const answer = await outside.api(
      as,
      method,
      String(fill(path, names)),
      fill(body, names),
      method === 'GET' ? undefined : key,
    );
    return within(['call'], judge(action.call, answer, names));
  }
  const { method, path, body } = action.simulator;
  const answer = await outside.simulator(method, String(fill(path, names)), fill(body, names));
  return within(['simulator'], judge(action.simulator, answer, names));
}

/** Banks first: what they answer to an inquiry of the new day must bear the new day. */
async function setClock(instant: string, outside: Outside, key: string): Promise<Done> {
  const bank = await outside.simulator('POST', '/sim/clock', { now: instant });
  const court = await outside.api('operator-meng', 'POST', '/demo/clock', { legal: instant, reason: key });
  const failed = [bank, court].filter(({ status }) => status >= 300);
  return {
    failures: failed.map(({ status, body }) => ({
      place: ['set clock'],
      what: 'status',
      expected: 'success',
      found: `${status} ${inWords(body)}`,
    })),
  };
}

function judge(
  call: { status?: number | undefined; values?: unknown; save?: string | undefined },
  answer: Answer,
  names: Names,
): Done {
  const asExpected = call.status === undefined ? answer.status < 300 : answer.status === call.status;
  if (!asExpected) {
    const place = call.status === undefined ? ['path'] : ['status'];
    return {
      failures: [
        { place, what: 'status', expected: String(call.status ?? 'success'), found: `${answer.status} ${saidBy(answer.body)}` },
      ],
    };
  }
  return {
    failures: call.values === undefined ? [] : valueFailures(fill(call.values, names), answer.body, ['values']),
    ...(call.save === undefined ? {} : { saves: { [call.save]: answer.body } }),
  };
}

async function look(expectation: Expectation, names: Names, outside: Outside): Promise<Done> {
  const { from, as, save } = expectation;
  const { path, ...filled } = fill(expectation, names) as Expectation;
  const answer = await (from === 'api' ? outside.api(as, 'GET', path) : outside.simulator('GET', path));
  if (answer.status !== 200)
    return { failures: [{ place: ['path'], what: 'status', expected: '200', found: `${answer.status} ${saidBy(answer.body)}` }] };
  const { failures, value } = check(filled, answer.body);
  return { failures, ...(save === undefined ? {} : { saves: { [save]: value } }) };
}

async function wait(
  expectation: Expectation & { seconds: number },
  names: Names,
  outside: Outside,
  patience: number,
): Promise<Done> {
  const until = Date.now() + expectation.seconds * 1000 * patience;
  for (;;) {
    const done = await look(expectation, names, outside);
    if (done.failures.length === 0) return done;
    if (Date.now() >= until)
      return {
        failures: done.failures.map((failure) => ({ ...failure, found: `${failure.found} (waited ${expectation.seconds} s)` })),
      };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function within(outer: Place, done: Done): Done {
  return { ...done, failures: done.failures.map((failure) => ({ ...failure, place: [...outer, ...failure.place] })) };
}

function inLine({ file, place }: PlacedAction, { place: inner, what, expected, found }: Failure): string {
  return `${file.at([...place, ...inner])}: ${what}: expected ${expected}, found ${found}`;
}

/** The words of a problem document, as the person at the screen would read them. */
function saidBy(body: unknown): string {
  const detail = get(body, 'detail');
  return typeof detail === 'string' ? `${detail} ${inWords(get(body, 'problems') ?? [])}` : inWords(body);
}

function causeOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? ` (${cause.message})` : '';
}
