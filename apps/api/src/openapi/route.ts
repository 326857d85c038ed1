import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SetMetadata, type StreamableFile } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { type z } from 'zod';
import { type Actor } from '#storage/audit.js';

/** Everything about one address: the guard, the validation and the OpenAPI document are all made from it. */
export interface RouteContract {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** As Nest writes it: `/cases/:id`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Who may call: roles, anybody with a token, or anybody at all. */
  readonly access: readonly Actor['role'][] | 'signed_in' | 'open';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** A body that is not JSON but read as a stream, by its media types. */
  readonly streamed?: readonly string[];
  /** `required` on every POST that creates; elsewhere it is honoured when given. */
  readonly idempotencyKey?: 'required' | 'honoured';
  readonly status: 200 | 201 | 202;
  readonly response: z.ZodType;
  /** Other representations than JSON. */
  readonly alsoAs?: readonly string[];
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** What a handler gets: parsed input, who calls, and the raw exchange for streams. */
export interface Call<C extends RouteContract> {
  readonly contract: C;
  readonly params: Parsed<C['params']>;
  readonly query: Parsed<C['query']>;
  readonly body: Parsed<C['body']>;
  readonly actor: Actor;
  readonly idempotencyKey: string | undefined;
  readonly request: Request;
  readonly response: Response;
}

type Answer<C extends RouteContract> = z.input<C['response']> | StreamableFile | undefined;

export const ROUTE = 'chakong:route';

export function route<const C extends RouteContract>(contract: C): C {
  return contract;
}

/** Registers a handler under its contract; the handler's types follow from the contract's schemas. */
export function Route<C extends RouteContract>(contract: C) {
  return <M extends (call: Call<C>, ...more: never[]) => Answer<C> | Promise<Answer<C>>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    applyDecorators(
      SetMetadata(ROUTE, contract),
      RequestMapping({ path: contract.path, method: RequestMethod[contract.method] }),
      HttpCode(contract.status),
    )(target, key, descriptor);
  };
}
