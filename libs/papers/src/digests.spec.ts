import { describe, expect, it } from '@jest/globals';
import { digestsOf } from './digests.js';

describe('the digests of a paper', () => {
  it('are those of the standards’ own example', () => {
    expect(digestsOf('abc')).toEqual({
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    });
  });
});
