import { type IncomingMessage } from 'node:http';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response } from 'express';
import { ChakongError, type FieldProblem } from '#platform/errors.js';
import { type JsonFlaw, readStrictJson } from '#platform/strict-json.js';
import { jsonPath } from './openapi/problems.js';

const DOCUMENTS = /^\/cases\/[^/]+\/documents$/;

const flaws: Record<JsonFlaw['kind'], string> = {
  empty: 'Send a body.',
  not_utf8: 'Send the body in UTF-8.',
  not_json: 'This is no JSON. Correct it and send it again.',
  too_deep: 'Nothing here is nested that deep.',
  duplicate_keys: 'Say each field once: two readers of this body could understand two things.',
};

/** JSON bodies up to 1 MB, documents up to 10 MB (more in base64), read strictly. What is streamed is not read here. */
export function readJsonBodies(app: NestExpressApplication): void {
  app.useBodyParser('raw', { limit: '14mb', type: (request) => isJson(request) && isDocument(request) });
  app.useBodyParser('raw', { limit: '1mb', type: (request) => isJson(request) && !isDocument(request) });
  app.use((request: Request, _response: Response, next: NextFunction) => {
    if (!Buffer.isBuffer(request.body)) {
      next();
      return;
    }
    const problem = charsetProblem(request) ?? readInto(request, request.body);
    if (problem === undefined) next();
    else next(problem);
  });
}

function isJson(request: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

function isDocument(request: IncomingMessage): boolean {
  return DOCUMENTS.test(request.url?.split('?')[0] ?? '');
}

/** RFC 8259: what systems exchange is UTF-8. */
function charsetProblem(request: Request): ChakongError | undefined {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return undefined;
  const problem = { field: 'header.Content-Type', code: 'charset', message: 'Send JSON in UTF-8.' };
  return new ChakongError('unsupported_media_type', problem.message, { problems: [problem] });
}

function readInto(request: Request, bytes: Buffer): ChakongError | undefined {
  const read = readStrictJson(bytes);
  if ('kind' in read) return refused('malformed', { field: 'body', code: read.kind, message: flaws[read.kind] });
  const unstorable = findUnstorable(read.value);
  if (unstorable !== undefined) {
    const message = 'Leave out NUL characters and halves of characters: no register can keep them.';
    return refused('invalid', { field: jsonPath(unstorable) || 'body', code: 'text.unstorable', message });
  }
  request.body = read.value;
  return undefined;
}

function refused(code: 'malformed' | 'invalid', problem: FieldProblem): ChakongError {
  return new ChakongError(code, `${problem.field}: ${problem.message}`, { problems: [problem] });
}

/** Where a text stands that PostgreSQL cannot hold; keys count as well as values. */
function findUnstorable(value: unknown): PropertyKey[] | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    // an odd key is not repeated in our words
    if (findUnstorable(key) !== undefined) return [];
    const within = findUnstorable(child);
    if (within !== undefined) return [Array.isArray(value) ? Number(key) : key, ...within];
  }
  return undefined;
}
