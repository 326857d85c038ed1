import { Controller } from '@nestjs/common';
import { isCapable } from '#institutions/profile.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { placeWithItsOwnPapers } from '#papers/place-with-papers.js';
import { notFound } from '#platform/errors.js';
import { Database, type Queryable } from '#storage/database.js';
import { approveOrder, rejectOrder } from '#storage/orders/approve-order.js';
import { type LockedOrder } from '#storage/orders/lock-order.js';
import { findOrder, listOrders } from '#storage/orders/order-rows.js';
import { listRequests } from '#storage/orders/request-rows.js';
import { withdrawQueued } from '#storage/orders/withdraw-queued.js';
import { scopesOff } from '#storage/switches/switches.js';
import { archivedPart } from '../archive/archived-view.js';
import { courtDay } from '../court.js';
import { Acts } from '../idempotency/acts.js';
import { Law } from '../law/law.js';
import { pageOf } from '../openapi/paging.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route } from '../openapi/route.js';
import { checkRoomAgain } from './approval-check.js';
import { OrderPlacing } from './order-placing.js';
import * as routes from './order-routes.js';
import { viewOrders } from './order-view.js';
import { viewOfRequest } from './request-view.js';

@Controller()
export class OrdersController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    private readonly placing: OrderPlacing,
    private readonly law: Law,
  ) {}

  @Route(routes.placeOrder)
  async place(@Parsed() call: Call<typeof routes.placeOrder>) {
    // the view is made inside the transaction, so that a repetition gives the very reply of the first call
    return this.acts.once(call, async (tx, at) => this.view(await this.placing.place(tx, call.body, call.actor, at), tx));
  }

  @Route(routes.listOrders)
  async list(@Parsed() { query }: Call<typeof routes.listOrders>) {
    const rows = await listOrders(this.database, query);
    return pageOf(rows, query.limit, await viewOrders(this.database, rows));
  }

  @Route(routes.readOrder)
  read(@Parsed() { params }: Call<typeof routes.readOrder>) {
    return this.view(params.id);
  }

  @Route(routes.listRequests)
  async requests(@Parsed() { params, query }: Call<typeof routes.listRequests>) {
    const order = await findOrder(this.database, params.id);
    if (order === undefined) throw notFound('order');
    const rows = await listRequests(this.database, params.id, query.cursor, query.limit);
    const around = { directory: this.directory, off: await scopesOff(this.database), now: this.acts.now().machine };
    const archived = await archivedPart(this.database, order.case_id, ['request']);
    return { ...pageOf(rows, query.limit, (row) => viewOfRequest(row, around)), ...archived };
  }

  @Route(routes.approve)
  async approve(@Parsed() call: Call<typeof routes.approve>) {
    await this.acts.once(call, async (tx, at) => {
      const checkAgain = (order: LockedOrder) => checkRoomAgain(tx, order, courtDay(at.legal), this.law.debt);
      await approveOrder(tx, call.params.id, call.body.reason, checkAgain, call.actor, at);
      return {};
    });
    return this.view(call.params.id);
  }

  @Route(routes.reject)
  async reject(@Parsed() call: Call<typeof routes.reject>) {
    await this.acts.once(call, async (tx, at) => {
      await rejectOrder(tx, call.params.id, call.body.reason, call.actor, at);
      return {};
    });
    return this.view(call.params.id);
  }

  @Route(routes.withdraw)
  async withdraw(@Parsed() call: Call<typeof routes.withdraw>) {
    const canRelease = (code: string) => {
      const profile = this.directory.find(code);
      return profile !== undefined && isCapable(profile, 'release');
    };
    const nameOf = (code: string) => this.directory.find(code)?.names.zh ?? code;
    const place = placeWithItsOwnPapers({ nameOf, articles: this.law.articles });
    await this.acts.once(call, (tx, at) =>
      withdrawQueued(tx, call.params.id, call.body.reason, { canRelease, place }, call.actor, at),
    );
    return this.view(call.params.id);
  }

  private async view(id: string, tx: Queryable = this.database.steady) {
    const row = await findOrder(tx, id);
    if (row === undefined) throw notFound('order');
    return (await viewOrders(tx, [row]))(row);
  }
}
