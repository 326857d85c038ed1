import { type Topic } from '#messages/topics.js';
import { newId } from '#storage/new-id.js';

export interface Poison {
  readonly name: string;
  readonly payload: Buffer | null;
  readonly reason: string;
}

const AT = '2026-03-02T09:00:00+08:00';

/** A message of each topic that its schema takes; what nobody asked for is told by the handler. */
export function soundMessage(topic: Topic): Record<string, unknown> {
  const name = topic.name.split('.')[1] ?? '';
  const institution = topic.name.endsWith('.registries') ? 'gx-vehicles' : 'ccb';
  switch (name) {
    case 'requests': {
      const item = { requestId: newId(), attempt: 1, caseId: newId(), notAfter: AT, measure: 'freeze' };
      return { type: 'ascertain', version: 1, institution, items: [item] };
    }
    case 'answers': {
      const outcome = { kind: 'silent', reached: 'no', cause: 'test' };
      const item = { requestId: newId(), attempt: 1, institution, at: AT, outcome };
      return { type: 'answers', version: 1, caseId: newId(), items: [item] };
    }
    case 'credits': {
      const subject = { idType: 'citizen_id', idNumber: '11010519491231002X' };
      const figures = { amountFen: '1', currency: 'CNY', bookedAt: AT, balanceAfterFen: '1', availableFen: '1' };
      const item = { creditId: newId(), account: '6222020200112233445', subject, ...figures };
      return { type: 'credits', version: 1, institution, noticeId: newId(), items: [item] };
    }
    default: {
      const line = { lineId: newId(), cursor: '1', amountFen: '1', direction: 'credit', bookedAt: AT, balanceAfterFen: '1' };
      return { type: 'statements', version: 1, institution, fundAccount: '45050161381309000015', lines: [line] };
    }
  }
}

/** Everything a topic may get that no service of ours sends, each with bytes of its own. */
export function poisonOf(topic: Topic): Poison[] {
  const sound = () => soundMessage(topic);
  const list = (message: Record<string, unknown>) => ('lines' in message ? 'lines' : 'items');
  const first = (message: Record<string, unknown>) => (message[list(message)] as Record<string, unknown>[])[0] ?? {};
  const changed = (change: (message: Record<string, unknown>) => void) => {
    const message = sound();
    change(message);
    return Buffer.from(JSON.stringify(message));
  };
  const text = () => JSON.stringify(sound());
  const nested = (depth: number) => `${'['.repeat(depth)}${'"deep"'}${']'.repeat(depth)}`;
  return [
    { name: 'no body', payload: null, reason: 'empty' },
    { name: 'bytes of no text', payload: Buffer.concat([Buffer.from(newId()), Buffer.from([0xc3, 0x28])]), reason: 'not_utf8' },
    { name: 'UTF-16', payload: Buffer.from(`\uFEFF${text()}`, 'utf16le'), reason: 'not_utf8' },
    { name: 'no JSON', payload: Buffer.from(`<answers id="${newId()}"/>`), reason: 'not_json' },
    { name: 'cut off', payload: Buffer.from(text().slice(0, -2)), reason: 'not_json' },
    {
      name: 'a key twice',
      payload: Buffer.from(text().replace('"version":1', '"version":1,"version":1')),
      reason: 'duplicate_keys',
    },
    {
      name: 'a key twice, spelled otherwise',
      payload: Buffer.from(text().replace('"version":1', String.raw`"version":2,"\u0076ersion":1`)),
      reason: 'duplicate_keys',
    },
    { name: 'nested a hundred thousand deep', payload: Buffer.from(nested(100_000)), reason: 'too_deep' },
    {
      name: 'nested inside',
      payload: Buffer.from(text().replace('"version":1', `"version":1,"x":${nested(500)}`)),
      reason: 'too_deep',
    },
    { name: 'a version of the future', payload: changed((one) => (one['version'] = 99)), reason: 'unknown_version' },
    {
      name: 'a version beyond range',
      payload: Buffer.from(text().replace('"version":1', '"version":1e999')),
      reason: 'unknown_version',
    },
    { name: 'a foreign type', payload: changed((one) => (one['type'] = 'rumours')), reason: 'unknown_type' },
    { name: 'a field more', payload: changed((one) => (one['note'] = newId())), reason: 'schema' },
    { name: 'a list that is none', payload: changed((one) => (one[list(one)] = newId())), reason: 'schema' },
    { name: 'nothing in it', payload: changed((one) => (one[list(one)] = [])), reason: 'schema' },
    {
      name: 'a number for a text',
      payload: changed((one) => (first(one)[Object.keys(first(one))[0] ?? ''] = 7)),
      reason: 'schema',
    },
    { name: 'a megabyte of padding', payload: changed((one) => (one['pad'] = newId() + 'x'.repeat(990_000))), reason: 'schema' },
  ];
}
