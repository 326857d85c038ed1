import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { createLogger } from '#platform/logger.js';
import { openService } from '#platform/service.js';
import { readApiConfig } from '../../../apps/api/src/api-config.js';
import { apiService } from '../../../apps/api/src/api-service.js';
import { OpenApiController } from '../../../apps/api/src/openapi/openapi.controller.js';
import { type RouteContract } from '../../../apps/api/src/openapi/route.js';

/** As the contract says; `conform` has parsed it, so a test may name its fields. */
export type ReplyBody = ReturnType<typeof JSON.parse>;

export interface ApiReply {
  readonly status: number;
  readonly body: ReplyBody;
  readonly headers: Headers;
  readonly text: string;
}

export interface TestApi {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly contracts: readonly RouteContract[];
  token(person: string): string;
  get(person: string, path: string): Promise<ApiReply>;
  post(person: string, path: string, body: unknown, key?: string | null): Promise<ApiReply>;
  put(person: string, path: string, body: unknown): Promise<ApiReply>;
  close(): Promise<void>;
}

/** The real api over a test database, on a free port. Every 2xx reply is parsed by its route's schema: a drift is an error here. */
export async function openApi(databaseUrl: string, environment: Record<string, string> = {}): Promise<TestApi> {
  const secrets = join(mkdtempSync(join(tmpdir(), 'chakong-')), 'secrets.json');
  writeFileSync(
    secrets,
    JSON.stringify({
      tokenSigningKey: Buffer.alloc(32, 7).toString('base64url'),
      institutionToken: 'institution-token-of-tests',
    }),
  );
  const config = readApiConfig({
    HTTP_PORT: '0',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: '6',
    SECRETS_FILE: secrets,
    SIMULATOR_URL: 'http://127.0.0.1:9',
    DEMO: '1',
    WIRE: 'local',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'error',
    ...environment,
  });
  const app = await openService(apiService, config, createLogger('api', 'test', config.LOG_LEVEL));
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const contracts = app.get(OpenApiController, { strict: false }).contracts();
  const people = config.DEMO ? ((await (await fetch(`${url}/demo/people`)).json()) as { id: string; token: string }[]) : [];
  const tokens = new Map(people.map((one) => [one.id, one.token]));
  const token = (person: string) => tokens.get(person) ?? '';

  const send = async (person: string, method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token(person)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    const read = (isJson ? JSON.parse(text) : {}) as ApiReply['body'];
    if (response.ok && isJson) conform(contracts, method, path, read);
    return { status: response.status, body: read, headers: response.headers, text };
  };
  return {
    app,
    url,
    contracts,
    token,
    get: (person, path) => send(person, 'GET', path, {}),
    post: (person, path, body, key) =>
      send(person, 'POST', path, key === null ? {} : { 'idempotency-key': key ?? randomUUID() }, body),
    put: (person, path, body) => send(person, 'PUT', path, {}, body),
    close: () => app.close(),
  };
}

function conform(contracts: readonly RouteContract[], method: string, path: string, reply: unknown): void {
  const bare = path.split('?')[0] ?? '';
  const fits = (contract: RouteContract) =>
    contract.method === method && new RegExp(`^${contract.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(bare);
  const contract = contracts
    .filter(fits)
    .sort((one, other) => (one.path.includes(':') ? 1 : 0) - (other.path.includes(':') ? 1 : 0))[0];
  if (contract === undefined) throw new Error(`${method} ${bare} is in no contract.`);
  const result = contract.response.safeParse(reply);
  if (result.success) return;
  throw new Error(
    `${method} ${contract.path} replied what its schema does not know: ${result.error.message}\n${JSON.stringify(reply)}`,
  );
}
