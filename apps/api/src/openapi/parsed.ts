import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { type z } from 'zod';
import { ChakongError, type FieldProblem, invalid } from '#platform/errors.js';
import { type Actor } from '#storage/audit.js';
import { problemsOf } from './problems.js';
import { type Call, ROUTE, type RouteContract } from './route.js';

/** The guard leaves the caller here. */
export interface AuthenticatedRequest extends Request {
  actor?: Actor;
}

const NOBODY: Actor = { id: 'anonymous', role: 'auditor' };
const KEY = /^[\x21-\x7e]{1,200}$/;

/** The handler's one argument: the call, every part parsed by the route's contract. The only place where outside data becomes inside data. */
export const Parsed = createParamDecorator((_: unknown, context: ExecutionContext): Call<RouteContract> => {
  const contract = Reflect.getMetadata(ROUTE, context.getHandler()) as RouteContract;
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  const response = context.switchToHttp().getResponse<Response>();
  const problems: FieldProblem[] = [];
  const part = (schema: z.ZodType | undefined, value: unknown, prefix: string): unknown => {
    if (schema === undefined) return undefined;
    const result = schema.safeParse(value, { reportInput: true });
    if (result.success) return result.data;
    problems.push(...problemsOf(result.error, prefix));
    return undefined;
  };
  if (contract.body !== undefined) demandJson(request);
  const call = {
    contract,
    params: part(contract.params, request.params, 'path.'),
    query: part(contract.query, request.query, 'query.'),
    body: part(contract.body, request.body, ''),
    actor: request.actor ?? NOBODY,
    idempotencyKey: idempotencyKey(contract, request),
    request,
    response,
  };
  if (problems.length > 0) {
    throw new ChakongError('invalid', `${problems[0]?.field ?? 'body'}: ${problems[0]?.message ?? ''}`, { problems });
  }
  return call as Call<RouteContract>;
});

function demandJson(request: Request): void {
  if (request.is('application/json') !== false && request.body !== undefined) return;
  throw new ChakongError('unsupported_media_type', 'Send the body as JSON, with content-type application/json.');
}

function idempotencyKey(contract: RouteContract, request: Request): string | undefined {
  if (contract.idempotencyKey === undefined) return undefined;
  const key = request.header('idempotency-key');
  if (key === undefined) {
    if (contract.idempotencyKey === 'honoured') return undefined;
    throw invalid(
      'header.Idempotency-Key',
      'required',
      'Send an Idempotency-Key header: a new one, such as a UUID, for every new act.',
    );
  }
  if (KEY.test(key)) return key;
  throw invalid('header.Idempotency-Key', 'form', 'Write the Idempotency-Key as 1 to 200 visible ASCII characters.');
}
