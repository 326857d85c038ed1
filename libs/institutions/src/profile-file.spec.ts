import { describe, expect, it } from '@jest/globals';
import { readMapping, readProfile } from './profile-file.js';

const defaultsText = `
rest-json:
  kind: bank
  group: banks
  measures: { inquire: true, freeze: true, renew: true, release: true, deduct: true, seal: false }
  partialRelease: true
  wholeAccount: true
  window: { max: 10 }
  maxItemsPerMessage: 5
  timeouts: { connectMs: 1000, answerMs: 4000 }
  leaseMs: 10001
  breaker: { errorThresholdPercentage: 50, volumeThreshold: 5, resetTimeoutMs: 1000, rollingCountTimeoutMs: 1000 }
  retry: { backoffMs: [1, 2, 3], maxTries: 3 }
  settleAfterMs: 0
  statusQuery: { everyMs: 1000, rounds: 10 }
  serviceHours: always
  watch: true
  notices: true
`;
const ownText = `
code: demo
protocol: rest-json
names: { zh: 示范银行, en: Demo Bank }
cnaps: '105100000017'
cnapsConfidence: sure
baseUrl: \${SIMULATOR_URL}/demo
`;
const simulator = { SIMULATOR_URL: 'http://127.0.0.1:4000' };

function read(own: string, defaults = defaultsText, file = 'demo.yaml') {
  const mapping = readMapping('defaults.yaml', defaults);
  if ('problems' in mapping) throw new Error('the defaults of this spec are no YAML');
  return readProfile(file, own, mapping.value, simulator);
}

describe('profile file', () => {
  it('fills in the address and what the protocol has in common', () => {
    expect(read(ownText)).toMatchObject({
      value: {
        code: 'demo',
        baseUrl: 'http://127.0.0.1:4000/demo',
        leaseMs: 10_001,
        window: { max: 10, urgentShare: 0.1 },
        fundAccounts: [],
      },
    });
  });

  it('merges mappings key by key and replaces lists whole', () => {
    expect(read(`${ownText}measures: { deduct: false }\nretry: { backoffMs: [9] }\n`)).toMatchObject({
      value: { measures: { inquire: true, freeze: true, deduct: false }, retry: { backoffMs: [9], maxTries: 3 } },
    });
  });

  it.each([
    ['leaseMs: 10000', 'leaseMs', 'Write more than connectMs + answerMs + 5000 = 10000.'],
    ['maxItemsPerMessage: 11', 'maxItemsPerMessage', 'Write at most window.max: one message never exceeds the window.'],
    ['batch: { most: 11, calls: 2 }', 'batch.most', 'Write at most window.max: one call never exceeds the window.'],
    ['batch: { most: 5 }', 'batch.calls', 'Write it here, or in defaults.yaml under the protocol.'],
    ['settleAfterMs: 10000', 'statusQuery', 'Let everyMs × rounds exceed settleAfterMs, or "unknown to us" is never believed.'],
    [
      'measures: { freeze: false, renew: false, release: false }\npartialRelease: false\nwholeAccount: false',
      'measures.deduct',
      'Write false: what cannot be put on online cannot deduct online.',
    ],
    ['measures: { seal: true }', 'measures.seal', 'Write false: a bank does not seal.'],
    ['measures: { release: false }', 'partialRelease', 'Write false, or let release be true.'],
    [
      'breaker: { volumeThreshold: 0 }',
      'breaker.volumeThreshold',
      'Write 5 or more: below that a single lost answer stops the institution.',
    ],
    ['windows: { max: 3 }', 'windows', 'There is no such field. Correct its spelling or remove it.'],
    ['window: { maximum: 3 }', 'window.maximum', 'There is no such field. Correct its spelling or remove it.'],
  ])('with "%s" names demo.yaml: %s and says what to do', (line, field, message) => {
    expect(read(`${ownText}${line}\n`)).toEqual({ problems: [{ file: 'demo.yaml', field, message }] });
  });

  it.each([
    ["'105100000017'", "'105100000018'", /last digit does not fit/u],
    ["'105100000017'", '105100000017', /in quotes/u],
    ["'105100000017'", "'1051 0000 0017'", /plainly, as "105100000017"/u],
    ["cnaps: '105100000017'\n", '', /Write it here, or in defaults.yaml/u],
  ])('with the bank code %s written %s asks for a right one', (from, to, message) => {
    expect(read(ownText.replace(from, to))).toEqual({
      problems: [{ file: 'demo.yaml', field: 'cnaps', message: expect.stringMatching(message) }],
    });
  });

  it.each([
    ['${SIMULATOR_URL}/demo', '${OTHER_URL}/demo', 'Set OTHER_URL, or write the address itself.'],
    ['${SIMULATOR_URL}/demo', 'ftp://bank.example/demo', 'Write an http or https address, such as ${SIMULATOR_URL}/icbc.'],
    ['/demo', '/demo/', 'Leave out the "/" at the end.'],
  ])('with the address %s written %s says: %s', (from, to, message) => {
    expect(read(ownText.replace(from, to))).toEqual({ problems: [{ file: 'demo.yaml', field: 'baseUrl', message }] });
  });

  it('names the defaults where the mistake is theirs', () => {
    expect(read(ownText, defaultsText.replace('connectMs: 1000', 'connectMs: soon'))).toMatchObject({
      problems: [{ file: 'defaults.yaml', field: 'timeouts.connectMs' }],
    });
  });

  it('wants the file named after the code, a known protocol, and YAML', () => {
    expect(read(ownText, defaultsText, 'other.yaml')).toMatchObject({ problems: [{ file: 'other.yaml', field: 'code' }] });
    expect(read(ownText.replace('rest-json', 'fax'))).toMatchObject({
      problems: [{ field: 'protocol', message: 'Write one of the protocols of defaults.yaml: rest-json.' }],
    });
    expect(read('code: [')).toMatchObject({ problems: [{ file: 'demo.yaml', field: '(file)' }] });
    expect(read('code: one\ncode: two')).toMatchObject({ problems: [{ file: 'demo.yaml', field: '(file)' }] });
    expect(read('')).toMatchObject({ problems: [{ file: 'demo.yaml', field: '(file)' }] });
  });
});
