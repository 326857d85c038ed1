import { Controller, Inject } from '@nestjs/common';
import { InstitutionDirectory } from '#institutions/directory.js';
import { notFound } from '#platform/errors.js';
import { Database } from '#storage/database.js';
import { approveOrderSet, countOrderSet, placeOrderSet } from '#storage/orders/order-sets.js';
import { COURT, type CourtFile } from '../court.js';
import { Acts } from '../idempotency/acts.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route } from '../openapi/route.js';
import { ApprovalPolicy } from './approval-policy.js';
import { bulkCases } from './bulk-cases.js';
import * as routes from './order-routes.js';
import { inquiriesAt } from './targets/inquire.js';
import { TargetProblems } from './targets/target-problems.js';

@Controller()
export class OrderSetsController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    private readonly policy: ApprovalPolicy,
    @Inject(COURT) private readonly court: CourtFile,
  ) {}

  @Route(routes.placeSet)
  place(@Parsed() call: Call<typeof routes.placeSet>) {
    const { body, actor } = call;
    this.policy.needsApproval('bulk', actor);
    const problems = new TargetProblems();
    const targets = inquiriesAt({ directory: this.directory, problems }, 'institutions', body.institutions);
    const choice = bulkCases(body.filter, problems);
    problems.throwIfAny();
    return this.acts.once(call, (tx, at) =>
      placeOrderSet(
        tx,
        {
          choice,
          priority: body.priority,
          legalBasis: body.legalBasis,
          targets,
          answerBy: new Date(at.machine.getTime() + this.court.answerByDays * 86_400_000),
          maxOrders: this.policy.file.bulk.maxOrders,
        },
        actor,
        at,
      ),
    );
  }

  @Route(routes.readSet)
  read(@Parsed() { params }: Call<typeof routes.readSet>) {
    return this.view(params.id);
  }

  @Route(routes.approveSet)
  async approve(@Parsed() { params, actor }: Call<typeof routes.approveSet>) {
    await this.view(params.id);
    await approveOrderSet(this.database, params.id, actor, () => this.acts.now());
    return this.view(params.id);
  }

  private async view(setId: string) {
    const counts = await countOrderSet(this.database, setId);
    if (counts === undefined) throw notFound('set of orders');
    return { setId, ...counts, byState: { ...counts.byState } };
  }
}
