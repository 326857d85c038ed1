import { describe, expect, it } from '@jest/globals';
import { institutionOptions } from '../config.js';
import { handClock, memory, OWNER, request, requestId } from '../fixture.js';
import { type RegistryEffect } from './register.js';
import { Registry } from './registry.js';
import { RegistryProtocol } from './registry-protocol.js';

const UNIT = '451381001002GB00017F00010023';
const seal = { assetId: UNIT, from: '2020-03-12', until: '2023-03-11' };

function open(extra: object = {}) {
  const time = handClock();
  const options = institutionOptions({ code: 'gx-realestate', name: 'r', protocol: 'registry-json', ...extra });
  const registry = new Registry(options, new RegistryProtocol(), time.clock, memory<RegistryEffect>());
  registry.enter({
    owner: OWNER.name,
    ids: OWNER.ids,
    assetId: UNIT,
    kind: 'real_estate',
    realEstate: { certificate: '证', rightType: '所有权', address: '合山', share: '单独所有' },
    encumbrances: [],
    priorSeals: [],
  });
  const put = (n: number, measure: string, block: object) => registry.put(request(n, measure, block), requestId(n)).reply;
  return { registry, put, ...time };
}

describe('a registry', () => {
  it('keeps acknowledged, locked and registered apart (R8.1-6)', () => {
    const { registry, put, advance } = open({ lockAfterMs: 500, answers: { by: 'notice', afterMs: 2000, measures: ['seal'] } });
    expect(put(1, 'seal', seal)).toMatchObject({ status: 202, body: { state: 'acknowledged' } });
    advance(600);
    registry.tick();
    expect(registry.status(requestId(1))).toMatchObject({ state: 'locked' });
    expect(put(2, 'inquire', {}).body).toMatchObject({
      outcome: 'found',
      assets: [{ priorSeals: [{ stage: 'locked', rank: 1 }] }],
    });
    advance(2000);
    registry.tick();
    expect(registry.status(requestId(1))).toMatchObject({
      state: 'final',
      answer: { seal: { stage: 'registered', rank: 1 } },
      present: { active: true },
    });
  });

  it('lifts the lock when the officer refuses', () => {
    const { registry, put, advance } = open({ lockAfterMs: 500, answers: { by: 'notice', afterMs: 2000, measures: ['seal'] } });
    put(1, 'seal', seal);
    advance(600);
    registry.tick();
    registry.record({
      act: 'books',
      why: 'sold before',
      effects: [{ kind: 'titled', title: { ...OWNER, owner: '买家', assetId: UNIT, kind: 'real_estate', encumbrances: [] } }],
    });
    advance(2000);
    registry.tick();
    expect(registry.status(requestId(1))).toMatchObject({ state: 'final', answer: { outcome: 'refused' } });
    expect(registry.register.seals.get(requestId(1))?.ended).toBe('refused');
  });

  it('lets the next rank move up on release (R2.2-3), and refuses more than three years (R2.1-3)', () => {
    const { registry, put } = open();
    put(1, 'seal', seal);
    expect(put(2, 'seal', seal).body).toMatchObject({ seal: { rank: 2 } });
    put(3, 'release', { sealReference: requestId(1), assetId: UNIT });
    expect(registry.status(requestId(2))).toMatchObject({ present: { rank: 1 } });
    expect(put(4, 'seal', { ...seal, until: '2023-03-13' })).toMatchObject({ status: 422, body: { code: 'term_invalid' } });
  });
});
