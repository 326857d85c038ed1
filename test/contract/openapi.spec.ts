import { beforeAll, describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ApiModule } from '../../apps/api/src/api.module.js';
import { openApiDocument, openApiPath } from '../../apps/api/src/openapi/document.js';
import { ROUTE, type RouteContract } from '../../apps/api/src/openapi/route.js';
import { readApiConfig } from '../../apps/api/src/api-config.js';
import { HealthController } from '#platform/health.js';
import { MetricsController } from '#platform/metrics.js';

type Handler = (...args: never[]) => unknown;

const config = readApiConfig({ HTTP_PORT: '0', DATABASE_URL: 'postgres://localhost/x', SECRETS_FILE: 'none' });
const controllers = ApiModule.parts(config).controllers;

function handlers(controller: { prototype: object }): Handler[] {
  return Object.getOwnPropertyNames(controller.prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => Reflect.get(controller.prototype, name) as unknown)
    .filter((one): one is Handler => typeof one === 'function' && Reflect.hasMetadata(PATH_METADATA, one));
}

describe('the OpenAPI document', () => {
  let document: ReturnType<typeof openApiDocument>;
  let contracts: RouteContract[];
  beforeAll(() => {
    contracts = controllers.flatMap((one) =>
      handlers(one).map((handler) => Reflect.getMetadata(ROUTE, handler) as RouteContract),
    );
    document = openApiDocument(contracts);
  });

  it('has every route that Nest serves, and none that it does not', () => {
    const served = controllers.flatMap((one) =>
      handlers(one).map(
        (handler) =>
          `${RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]} ${openApiPath(Reflect.getMetadata(PATH_METADATA, handler) as string)}`,
      ),
    );
    const platform = [HealthController, MetricsController].flatMap((one) =>
      handlers(one).map((handler) => {
        const base = Reflect.getMetadata(PATH_METADATA, one) as string;
        const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
        return `GET /${base}${path === '/' ? '' : `/${path}`}`;
      }),
    );
    const written = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(written.sort()).toEqual([...served, ...platform].sort());
  });

  it('names every handler uniquely, every path parameter, and who may call', () => {
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map((one) => (one as { operationId: string }).operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, operations] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values(operations)) {
        const { parameters = [] } = operation as { parameters?: { in: string; name: string }[] };
        expect(parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(named);
      }
    }
  });

  it('survives JSON, refers to nothing that is not there, and keeps money as text', () => {
    const text = JSON.stringify(document);
    expect(JSON.parse(text)).toEqual(document);
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path.split('/'));
    for (const path of references) {
      expect(path.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document)).toBeDefined();
    }
    const order = JSON.stringify(document.paths['/orders']);
    expect(order).toContain('"enum":["urgent","judge","statutory"]');
    expect(order).not.toMatch(/"amount":\{"type":"(number|integer)"/);
  });

  it('demands an Idempotency-Key wherever something is created', () => {
    const creating = contracts.filter((one) => one.status === 201 || one.status === 202);
    expect(creating.length).toBeGreaterThan(3);
    for (const one of creating) expect([one.path, one.idempotencyKey]).toEqual([one.path, 'required']);
  });

  it('lets nobody write without a role', () => {
    const writing = contracts.filter((one) => one.method !== 'GET');
    for (const one of writing) expect([one.path, Array.isArray(one.access)]).toEqual([one.path, true]);
  });
});
