import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { InstitutionDirectory } from './directory.js';

const folder = join(import.meta.dirname, '../../../config/institutions');
const simulator = { SIMULATOR_URL: 'http://127.0.0.1:4000' };
const shipped = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const withFile = (name: string, change: (text: string) => string) => new Map(shipped).set(name, change(shipped.get(name) ?? ''));

describe('institution directory', () => {
  const directory = InstitutionDirectory.load(folder, simulator);

  it('holds twenty banks and four registries, each reached at an address of its own', () => {
    expect(directory.group('banks')).toHaveLength(20);
    expect(directory.group('registries').map((one) => one.code)).toEqual([
      'gx-realestate',
      'gx-vehicles',
      'mnr-realestate',
      'mps-vehicles',
    ]);
    expect(new Set(directory.all().map((one) => one.baseUrl)).size).toBe(24);
    expect(directory.get('ccb').baseUrl).toBe('http://127.0.0.1:4000/ccb');
  });

  it('knows who can do what: capability is per institution and per measure (R8.2)', () => {
    const count = (['inquire', 'freeze', 'renew', 'release', 'deduct', 'seal', 'pay'] as const).map((measure) => [
      measure,
      directory.capable(measure).length,
    ]);
    expect(Object.fromEntries(count)).toEqual({ inquire: 24, freeze: 19, renew: 21, release: 21, deduct: 18, seal: 2, pay: 1 });
    expect(directory.capable('deduct').map((one) => one.code)).not.toContain('njcb');
    expect(directory.capable('freeze').map((one) => one.code)).not.toContain('glbank');
  });

  it('finds the case-fund account of a court', () => {
    const found = directory.fundAccountOf('桂1381');
    expect(found?.institution.code).toBe('ccb');
    expect(found?.fundAccount.name).toBe('合山市人民法院');
    expect(directory.fundAccountOf('桂13')).toBeUndefined();
  });

  it('tells an unknown code from outside, and throws for one of our own', () => {
    expect(directory.find('no-such-bank')).toBeUndefined();
    expect(() => directory.get('no-such-bank')).toThrow(expect.objectContaining({ code: 'not_found' }));
  });

  it('names every wrong file and field in one error', () => {
    const files = withFile('icbc.yaml', (text) => text.replace('102100099996', '102100099995'));
    files.set('abc.yaml', `${shipped.get('abc.yaml')}leaseMs: 5\n`);
    expect(() => InstitutionDirectory.of(files, simulator)).toThrow(/abc\.yaml: leaseMs: [^\n]+\n {2}icbc\.yaml: cnaps: /u);
  });

  it('says a mistake of the defaults once, not twenty times', () => {
    const files = withFile('defaults.yaml', (text) => text.replace('volumeThreshold: 8', 'volumeThreshold: 0'));
    const lines = (() => {
      try {
        return String(InstitutionDirectory.of(files, simulator));
      } catch (error) {
        return String(error).split('\n').slice(1);
      }
    })();
    expect(lines).toEqual([expect.stringMatching(/^ {2}defaults\.yaml: breaker\.volumeThreshold: /u)]);
  });

  it('refuses two banks under one bank code', () => {
    const files = withFile('cmb.yaml', (text) => text.replace('308584000013', '105100000017'));
    expect(() => InstitutionDirectory.of(files, simulator)).toThrow(
      'cmb.yaml: cnaps: ccb.yaml has the same bank code. Correct one.',
    );
  });

  it('asks for what is missing: the variable of an address, the folder, the defaults', () => {
    expect(() => InstitutionDirectory.load(folder)).toThrow(
      'icbc.yaml: baseUrl: Set SIMULATOR_URL, or write the address itself.',
    );
    expect(() => InstitutionDirectory.load('no/such/folder')).toThrow('Set INSTITUTIONS_DIR');
    expect(() => InstitutionDirectory.of(new Map())).toThrow('defaults.yaml: (file): Write it as YAML, one field per line.');
  });
});
