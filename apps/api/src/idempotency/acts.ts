import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '#platform/clocks.js';
import { Database, type Queryable } from '#storage/database.js';
import { type Moment } from '#storage/events.js';
import { once } from '#storage/idempotency/once.js';
import { type Call, type RouteContract } from '../openapi/route.js';

/** Every write goes through here: one transaction, one moment, and once per Idempotency-Key. */
@Injectable()
export class Acts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  now(): Moment {
    return { machine: this.clock.machine(), legal: this.clock.legal() };
  }

  async once<T>(call: Call<RouteContract>, work: (tx: Queryable, at: Moment) => Promise<T>): Promise<T> {
    const at = this.now();
    if (call.idempotencyKey === undefined) return this.database.transaction((tx) => work(tx, at));
    const { reply, repeated } = await once(
      this.database,
      {
        actor: call.actor.id,
        route: `${call.contract.method} ${call.request.path}`,
        key: call.idempotencyKey,
        bodyDigest: createHash('sha256')
          .update(JSON.stringify(call.request.body ?? null))
          .digest('hex'),
      },
      at.machine,
      (tx) => work(tx, at),
    );
    if (repeated) call.response.setHeader('idempotency-replayed', 'true');
    return reply;
  }
}
