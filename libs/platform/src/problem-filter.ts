import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type Response } from 'express';
import { correlationId } from './correlation.js';
import { ChakongError, type ErrorCode } from './errors.js';
import { type Logger } from './logger.js';

const statusOf: Record<ErrorCode, number> = {
  malformed: 400,
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  idempotency_mismatch: 409,
  illegal_transition: 409,
  too_large: 413,
  unsupported_media_type: 415,
  overloaded: 429,
  unavailable: 503,
  internal: 500,
};

const codeOfStatus: Record<number, ErrorCode> = {
  400: 'malformed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'overloaded',
  503: 'unavailable',
};

/** The one place where an error becomes an HTTP status: RFC 9457 problem details, naming the field and what to do. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.end();
      return;
    }
    const error = this.asChakongError(thrown);
    const status = statusOf[error.code];
    // 503 says *not now* and is said on purpose; only what nobody foresaw needs a person
    if (error.code === 'internal') this.logger.error({ err: thrown }, 'request failed');
    if (error.retryAfterSeconds !== undefined) response.setHeader('retry-after', String(error.retryAfterSeconds));
    response
      .status(status)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: `urn:chakong:problem:${error.code}`,
          title: error.code.replaceAll('_', ' '),
          status,
          code: error.code,
          detail: error.message,
          problems: error.problems,
          instance: correlationId(),
        }),
      );
  }

  private asChakongError(thrown: unknown): ChakongError {
    if (thrown instanceof ChakongError) return thrown;
    if (isAway(thrown)) {
      return new ChakongError(
        'unavailable',
        'This cannot be done right now. Send the same call again in a moment, with the same Idempotency-Key where it has one.',
        { retryAfterSeconds: 2, cause: thrown },
      );
    }
    const status = thrown instanceof HttpException ? thrown.getStatus() : expressStatus(thrown);
    const code = status === undefined ? undefined : (codeOfStatus[status] ?? otherCode(status));
    if (code !== undefined && thrown instanceof Error) return new ChakongError(code, explain(code, thrown.message));
    return new ChakongError(
      'internal',
      'Something went wrong on our side. Nothing was half-done; try again, and quote the instance.',
    );
  }
}

// What every layer below throws when the database is away, too busy to answer in time, or was lost while it answered: a lock or a
// statement that took too long, no connection to be had, a server that shuts down or starts.
const AWAY = /^(08...|53...|57P..|57014|55P03|40001|40P01|25P0[34]|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/;
const NO_CONNECTION = /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/;

function isAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || thrown instanceof HttpException) return false;
  return ('code' in thrown && AWAY.test(String(thrown.code))) || NO_CONNECTION.test(thrown.message);
}

// a status of the 4xx that has no word of ours: the caller's fault all the same
function otherCode(status: number): ErrorCode | undefined {
  return status >= 400 && status < 500 ? 'malformed' : undefined;
}

// body-parser throws plain errors with a status of their own
function expressStatus(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('status' in thrown)) return undefined;
  return typeof thrown.status === 'number' ? thrown.status : undefined;
}

function explain(code: ErrorCode, message: string): string {
  if (code === 'too_large') return 'The body is larger than this address takes. Use the import for many rows, or send less.';
  if (code === 'malformed') return `The request could not be read: ${message.slice(0, 200)}`;
  return message.slice(0, 200);
}
