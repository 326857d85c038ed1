import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { InstitutionDirectory } from '#institutions/directory.js';
import { invalid } from '#platform/errors.js';
import { Database } from '#storage/database.js';
import { listSwitches, setSwitch, STAGES, type SwitchRow } from '#storage/switches/switches.js';
import { Acts } from '../idempotency/acts.js';
import { instant, reason } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

const switchView = z.strictObject({
  scope: z.string(),
  on: z.boolean(),
  reason: z.string().optional(),
  setBy: z.string().optional(),
  setAt: instant.optional(),
});

const list = route({
  method: 'GET',
  path: '/switches',
  tag: 'operators',
  summary: 'Stop switches of every stage and institution',
  access: 'signed_in',
  status: 200,
  response: z.array(switchView),
});

const set = route({
  method: 'PUT',
  path: '/switches/:scope',
  tag: 'operators',
  summary: 'Stop or start a stage (dispatch, answers, watch, relay) or institution:<code>; nothing is lost while it is off',
  access: ['operator'],
  params: z.strictObject({ scope: z.string().max(50) }),
  body: z.strictObject({ on: z.boolean(), reason }),
  status: 200,
  response: switchView,
});

@Controller()
export class SwitchesController {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
  ) {}

  @Route(list)
  async list(@Parsed() _: Call<typeof list>) {
    const rows = new Map((await listSwitches(this.database)).map((row) => [row.scope, row]));
    return this.scopes().map((scope) => {
      const row = rows.get(scope);
      return row === undefined ? { scope, on: true } : viewOfSwitch(row);
    });
  }

  @Route(set)
  async set(@Parsed() call: Call<typeof set>) {
    const { scope } = call.params;
    if (!this.scopes().includes(scope)) {
      throw invalid('path.scope', 'scope.unknown', `Name a stage (${STAGES.join(', ')}) or institution:<code>.`);
    }
    return viewOfSwitch(
      await this.acts.once(call, (tx, at) => setSwitch(tx, scope, call.body.on, call.body.reason, call.actor, at)),
    );
  }

  private scopes(): string[] {
    return [...STAGES, ...this.directory.all().map(({ code }) => `institution:${code}`)];
  }
}

function viewOfSwitch(row: SwitchRow): z.input<typeof switchView> {
  return { scope: row.scope, on: row.is_on, reason: row.reason, setBy: row.set_by, setAt: row.set_at.toISOString() };
}
