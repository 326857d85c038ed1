import { z } from 'zod';
import { type RouteContract } from './route.js';

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'problems'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string', description: 'What is wrong and what to do' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: {
          field: { type: 'string' },
          code: { type: 'string' },
          message: { type: 'string' },
          rule: {
            type: 'string',
            description: 'Where the law forbids it: the id of the rule in docs/law.md',
            examples: ['R2.1-1'],
          },
          article: { type: 'string', description: 'The article of that rule, in Chinese', examples: ['民诉法解释第485条'] },
        },
      },
    },
    instance: { type: 'string' },
  },
};

// Health and metrics belong to the platform and are the same in every service.
const platformRoutes: readonly { path: string; summary: string; type: string }[] = [
  { path: '/health/live', summary: 'Is the process alive', type: 'application/json' },
  { path: '/health/ready', summary: 'Can it work now', type: 'application/json' },
  { path: '/metrics', summary: 'Prometheus metrics', type: 'text/plain' },
];

export function openApiDocument(contracts: readonly RouteContract[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of contracts) {
    const path = openApiPath(contract.path);
    (paths[path] ??= {})[contract.method.toLowerCase()] = operation(contract, path);
  }
  for (const { path, summary, type } of platformRoutes) {
    paths[path] = {
      get: {
        operationId: `get${path.replaceAll(/\W(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
        tags: ['platform'],
        summary,
        responses: { '200': { description: 'ok', content: { [type]: {} } } },
      },
    };
  }
  return {
    openapi: '3.1.0' as const,
    info: {
      title: 'Chakong 查控',
      version: '1',
      description:
        'Orders of a court to banks and registries, and what came back. Money is yuan text, dates are YYYY-MM-DD, instants RFC 3339. ' +
        'Everything that goes wrong is an RFC 9457 problem that names the field and says what to do, and where the law forbids it the rule and its article.',
    },
    paths: Object.fromEntries(Object.entries(paths).sort(([one], [other]) => (one < other ? -1 : 1))),
    components: {
      securitySchemes: { demoToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problem },
    },
  };
}

export function openApiPath(nestPath: string): string {
  return nestPath.replaceAll(/:(\w+)/g, '{$1}');
}

function operation(contract: RouteContract, path: string) {
  const roles = typeof contract.access === 'string' ? contract.access.replace('_', ' ') : contract.access.join(', ');
  return {
    operationId: operationId(contract, path),
    tags: [contract.tag],
    summary: contract.summary,
    description: `Who may: ${roles}.`,
    security: contract.access === 'open' ? [] : [{ demoToken: [] }],
    parameters: [...parameters('path', contract.params), ...parameters('query', contract.query), ...headers(contract)],
    ...requestBody(contract),
    responses: {
      [contract.status]: {
        description: 'Done',
        content: {
          'application/json': { schema: jsonSchema(contract.response, 'output') },
          ...Object.fromEntries((contract.alsoAs ?? []).map((type) => [type, { schema: {} }])),
        },
      },
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function operationId(contract: RouteContract, path: string): string {
  const words = path.replaceAll(/[{}.]/g, '').split(/[/-]/).filter(Boolean);
  return [contract.method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}

function requestBody(contract: RouteContract) {
  if (contract.streamed !== undefined) {
    const content = Object.fromEntries(contract.streamed.map((type) => [type, { schema: { type: 'string' } }]));
    return { requestBody: { required: true, content } };
  }
  if (contract.body === undefined) return {};
  return { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(contract.body, 'input') } } } };
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined) {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: one,
  }));
}

function headers(contract: RouteContract) {
  if (contract.idempotencyKey === undefined) return [];
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: contract.idempotencyKey === 'required',
      description: 'The same key and body again gives the stored reply; another body is refused.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    },
  ];
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const written = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  delete written.$schema;
  return written;
}
