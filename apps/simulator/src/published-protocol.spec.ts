import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { ACCOUNT, customer, FUND, openBank } from './fixture.js';
import { paymentOf } from './bank/request.js';
import { statement } from './bank/fund-account.js';
import { putAll } from './batch-call.js';
import { institutionOptions } from './config.js';
import { handClock, memory } from './fixture.js';
import { Registry } from './registry/registry.js';
import { type RegistryEffect } from './registry/register.js';
import { RegistryProtocol } from './registry/registry-protocol.js';

interface Golden {
  name: string;
  request: {
    method: string;
    path: string;
    body: { requestId: string; paymentId: string; subject: { name: string; idType: string; idNumbers: string[] } };
  };
}

/** Conditions (`if`/`then`) are beyond zod's reader and are left out; everything else of the published schema holds. */
function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key, value]) => !(key === 'allOf' && JSON.stringify(value).includes('"if"')));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === '$ref' ? String(value).replace('#/components/schemas/', '#/$defs/') : plain(value)]),
  );
}

function schemas(protocol: string) {
  const document = parse(readFileSync(`docs/protocols/${protocol}.openapi.yaml`, 'utf8')) as { components: { schemas: object } };
  const $defs = plain(document.components.schemas) as Record<string, never>;
  return (name: string) =>
    z.fromJSONSchema({ $schema: 'https://json-schema.org/draft/2020-12/schema', $ref: `#/$defs/${name}`, $defs });
}

function puts(protocol: string): Golden[] {
  const folder = `test/contract/golden/${protocol}`;
  const files = readdirSync(folder).flatMap((operation) =>
    readdirSync(`${folder}/${operation}`).map((name) => `${folder}/${operation}/${name}`),
  );
  return files
    .map((path) => JSON.parse(readFileSync(path, 'utf8')) as Golden)
    .filter((golden) => golden.request.method === 'PUT');
}

const bankSchema = schemas('rest-json');
const registrySchema = schemas('registry-json');
const schemaOf = (status: number) => (status === 200 ? 'Answer' : status === 202 ? 'Acknowledgement' : 'Problem');

describe('answers are of the published shape', () => {
  it.each(puts('rest-json').map((golden) => [golden.name, golden] as const))('bank: %s', (_name, { request: { path, body } }) => {
    const { bank } = openBank();
    bank.open(customer(FUND, '1000000.00', true));
    const payment = body.paymentId !== undefined;
    const id = body.paymentId ?? body.requestId;
    if (!payment) expect(bankSchema('Request').safeParse(body).error).toBeUndefined();
    const { status, body: said } = bank.put(payment ? paymentOf(path.split('/')[2] ?? '', body) : body, id).reply;
    expect((said as { code?: string }).code).not.toBe('malformed');
    expect(bankSchema(payment && status === 200 ? 'PaymentAnswer' : schemaOf(status)).safeParse(said).error).toBeUndefined();
    const asked = payment ? { paymentId: id, ...bank.status(id) } : { requestId: id, ...bank.status(id) };
    expect(bankSchema(payment ? 'PaymentStatus' : 'RequestStatus').safeParse(asked).error).toBeUndefined();
  });

  it('bank: a batch of them all', () => {
    const { bank } = openBank({ batch: true });
    const bodies = puts('rest-json').map(({ request: { body } }) => body);
    const items = [...new Map(bodies.filter(({ requestId }) => requestId).map((body) => [body.requestId, body])).values()];
    expect(bankSchema('Batch').safeParse({ items }).error).toBeUndefined();
    const { status, body: said } = putAll(bank, { items }).reply;
    expect(status).toBe(200);
    expect(bankSchema('BatchReply').safeParse(said).error).toBeUndefined();
    for (const { status: one, body } of (said as { items: { status: number; body: unknown }[] }).items) {
      expect(bankSchema(schemaOf(one)).safeParse(body).error).toBeUndefined();
    }
  });

  it('bank: statement', () => {
    const { bank } = openBank();
    bank.open(customer(FUND, '1000000.00', true));
    const { asOf } = bank.moment();
    expect(
      bankSchema('Statement').safeParse({ account: FUND, ...bank.time(), asOf, ...statement(bank.books, FUND, undefined, 10) })
        .error,
    ).toBeUndefined();
    expect(statement(bank.books, ACCOUNT, undefined, 10)).toBeUndefined();
  });

  it.each(puts('registry-json').map((golden) => [golden.name, golden] as const))(
    'registry: %s',
    (_name, { request: { body } }) => {
      expect(registrySchema('Request').safeParse(body).error).toBeUndefined();
      const options = institutionOptions({ code: 'gx', name: 'r', protocol: 'registry-json' });
      const registry = new Registry(options, new RegistryProtocol(), handClock().clock, memory<RegistryEffect>());
      const ids = body.subject.idNumbers.map((idNumber) => ({ idType: body.subject.idType, idNumber }));
      const owned = { owner: body.subject.name, ids, encumbrances: [], priorSeals: [] };
      registry.enter({
        ...owned,
        assetId: 'LSVAU2180N2123458',
        kind: 'vehicle',
        vehicle: { plate: '桂G12345', model: '五菱', registeredOn: '2014-02-11' },
      });
      const { status, body: said } = registry.put(body, body.requestId).reply;
      expect((said as { code?: string }).code).not.toBe('malformed');
      expect(registrySchema(schemaOf(status)).safeParse(said).error).toBeUndefined();
      expect(
        registrySchema('RequestStatus').safeParse({ requestId: body.requestId, ...registry.status(body.requestId) }).error,
      ).toBeUndefined();
    },
  );
});
