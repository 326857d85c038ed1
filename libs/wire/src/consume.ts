import { applyDecorators, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import { type z } from 'zod';
import { type Received, type Verdict } from './wire.js';

export interface BatchMode {
  readonly mode: 'batch';
  /** Messages of one partition per call. */
  readonly maxBatch?: number;
}

export interface EachMode {
  readonly mode: 'each';
  /** Messages of one key in hand at once. 1 keeps order per key; more is for handlers that have a lane of their own. */
  readonly inFlightPerKey?: number;
}

type ConsumeMode = BatchMode | EachMode;
type BatchHandler<T> = (messages: readonly Received<T>[]) => Promise<readonly Verdict[]>;
type EachHandler<T> = (message: Received<T>) => Promise<Verdict>;

type HandlerDecorator<H> = (target: object, name: string | symbol, descriptor: TypedPropertyDescriptor<H>) => void;

/** What a handler declares about itself; Nest carries it to the strategy as the pattern's extras. */
export interface Consumption {
  readonly schema: z.ZodType;
  readonly mode: ConsumeMode;
}

/**
 * Declares a handler. `batch`: up to `maxBatch` messages of a partition per call, one verdict each in the same order, one call per
 * partition at a time. `each`: one message per call, concurrent across keys, ordered per key; a slow key holds up only itself.
 * Of several topics, `connectWire` may take a part (an adapters process takes its group's).
 */
export function Consume<S extends z.ZodType>(
  topics: string | readonly string[],
  schema: S,
  mode: BatchMode,
): HandlerDecorator<BatchHandler<z.output<S>>>;
export function Consume<S extends z.ZodType>(
  topics: string | readonly string[],
  schema: S,
  mode: EachMode,
): HandlerDecorator<EachHandler<z.output<S>>>;
export function Consume(topics: string | readonly string[], schema: z.ZodType, mode: ConsumeMode): MethodDecorator {
  const consumption: Consumption = { schema, mode };
  return applyDecorators(EventPattern([...[topics].flat()], { consumption }), UseFilters(ThrowOn));
}

// Nest replaces what a handler throws by "Internal server error" and logs it as ERROR; the strategy needs the error itself, to try again.
@Catch()
class ThrowOn implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
