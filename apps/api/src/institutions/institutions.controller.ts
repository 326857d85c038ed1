import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { MEASURES } from '#enforcement/measure.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { isCapable } from '#institutions/profile.js';
import { Database } from '#storage/database.js';
import { institutionLoads } from '#storage/orders/institution-load.js';
import { scopesOff } from '#storage/switches/switches.js';
import { measure } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';

const institutionView = z.strictObject({
  code: z.string(),
  kind: z.enum(['bank', 'registry']),
  names: z.strictObject({ zh: z.string(), en: z.string() }),
  measures: z.array(measure),
  wholeAccount: z.boolean().meta({ description: 'Freezes a whole account too, not amounts only (R1.7-5)' }),
  breaker: z.enum(['closed', 'open', 'half_open']),
  window: z.int(),
  inFlight: z.int(),
  queued: z.int(),
  switchedOn: z.boolean(),
});

const listInstitutions = route({
  method: 'GET',
  path: '/institutions',
  tag: 'institutions',
  summary: 'Every institution, what it takes online and how it stands',
  access: 'signed_in',
  status: 200,
  response: z.array(institutionView),
});

@Controller()
export class InstitutionsController {
  constructor(
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
  ) {}

  @Route(listInstitutions)
  async list(@Parsed() _: Call<typeof listInstitutions>) {
    const [loads, off] = await Promise.all([institutionLoads(this.database), scopesOff(this.database)]);
    return this.directory.all().map((profile): z.input<typeof institutionView> => {
      const load = loads.get(profile.code);
      return {
        code: profile.code,
        kind: profile.kind,
        names: profile.names,
        measures: MEASURES.filter((one) => isCapable(profile, one)),
        wholeAccount: profile.wholeAccount,
        breaker: load?.breaker ?? 'closed',
        window: load?.window_size ?? profile.window.max,
        inFlight: load?.in_flight ?? 0,
        queued: load?.queued ?? 0,
        switchedOn: !off.has(`institution:${profile.code}`),
      };
    });
  }
}
