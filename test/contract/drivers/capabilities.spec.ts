import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { MEASURES } from '#enforcement/measure.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { isCapable } from '#institutions/profile.js';
import { DRIVERS } from '../../../apps/adapters/src/drivers/drivers.js';
import * as registry from '../../../apps/adapters/src/drivers/registry-json/codes.js';
import * as rest from '../../../apps/adapters/src/drivers/rest-json/codes.js';

const root = join(import.meta.dirname, '../../..');

interface Schema {
  readonly enum: string[];
}
function schemas(protocol: string): Record<string, Schema> {
  const text = readFileSync(join(root, 'docs/protocols', `${protocol}.openapi.yaml`), 'utf8');
  return (parse(text) as { components: { schemas: Record<string, Schema> } }).components.schemas;
}

describe.each(Object.entries(DRIVERS))('driver %s', (protocol, driver) => {
  it('says as data what it can do in code', () => {
    const present = MEASURES.filter((measure) => driver.operations[measure] !== undefined);
    expect([...driver.measures].sort()).toEqual([...present].sort());
    const published = schemas(protocol)['Measure']?.enum ?? [];
    expect(driver.measures.filter((measure) => measure !== 'pay').sort()).toEqual([...published].sort());
  });

  it('can do whatever an institution of its protocol is asked for', () => {
    const directory = InstitutionDirectory.load(join(root, 'config/institutions'), { SIMULATOR_URL: 'http://127.0.0.1:1' });
    for (const profile of directory.all().filter((one) => one.protocol === protocol)) {
      const asked = MEASURES.filter((measure) => isCapable(profile, measure));
      expect(asked.filter((measure) => driver.operations[measure] === undefined)).toEqual([]);
    }
  });
});

describe.each([
  ['rest-json', rest],
  ['registry-json', registry],
] as const)('codes of %s', (protocol, codes) => {
  it('know every reason of the published list, and no other', () => {
    expect(Object.keys(codes.REASONS)).toEqual(schemas(protocol)['ReasonCode']?.enum);
    for (const code of schemas(protocol)['ReasonCode']?.enum ?? []) expect(codes.meaningOf(code)).toBeDefined();
    for (const code of ['', 'moon_phase', 'constructor', '__proto__']) expect(codes.meaningOf(code)).toBeUndefined();
  });

  it('turn every id type of the house into a published one', () => {
    const published = schemas(protocol)['IdType']?.enum ?? [];
    for (const idType of ['citizen_id', 'unified_credit_code', 'organisation_code', 'passport', 'other'] as const) {
      for (const kind of ['person', 'organisation'] as const) expect(published).toContain(codes.wireIdType({ kind, idType }));
    }
  });
});

it('rest-json reads back every published id type', () => {
  expect(Object.keys(rest.ID_TYPES)).toEqual(schemas('rest-json')['IdType']?.enum);
});
