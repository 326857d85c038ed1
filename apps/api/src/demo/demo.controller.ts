import { Controller, Inject, type OnApplicationBootstrap } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '#platform/clocks.js';
import { ChakongError } from '#platform/errors.js';
import { Database } from '#storage/database.js';
import { LegalClock } from '#storage/legal-clock.js';
import { addPeople } from '#storage/people/people.js';
import { API_CONFIG, type ApiConfig } from '../api-config.js';
import { COURT, type CourtFile } from '../court.js';
import { instant, reason } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { DEMO_PEOPLE, SERVICES } from '../people/demo-people.js';
import { DemoTokens } from '../people/demo-token.js';

const people = route({
  method: 'GET',
  path: '/demo/people',
  tag: 'demo',
  summary: 'Who can act, with a token each; only where the service runs with DEMO=1',
  access: 'open',
  status: 200,
  response: z.array(z.strictObject({ id: z.string(), name: z.string(), role: z.string(), token: z.string() })),
});

const clockView = z.strictObject({ legal: instant, machine: instant, offsetMs: z.int() });

const readClock = route({
  method: 'GET',
  path: '/demo/clock',
  tag: 'demo',
  summary: 'Legal time and machine time',
  access: 'signed_in',
  status: 200,
  response: clockView,
});

const moveClock = route({
  method: 'POST',
  path: '/demo/clock',
  tag: 'demo',
  summary: 'Move legal time; returns when every live process follows',
  access: ['operator'],
  body: z.strictObject({ legal: instant, reason }),
  status: 200,
  response: clockView,
});

@Controller()
export class DemoController implements OnApplicationBootstrap {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(COURT) private readonly court: CourtFile,
    private readonly database: Database,
    private readonly tokens: DemoTokens,
    private readonly clock: Clock,
    private readonly legalClock: LegalClock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await addPeople(this.database, SERVICES, this.court.court.code);
    if (this.config.DEMO) await addPeople(this.database, DEMO_PEOPLE, this.court.court.code);
  }

  @Route(people)
  people(@Parsed() _: Call<typeof people>) {
    if (!this.config.DEMO) {
      throw new ChakongError('unauthenticated', 'There are no demo people here: the service does not run with DEMO=1.');
    }
    return Promise.all(DEMO_PEOPLE.map(async (one) => ({ ...one, token: await this.tokens.sign(one, this.court.court.code) })));
  }

  @Route(readClock)
  clockNow(@Parsed() _: Call<typeof readClock>) {
    return this.viewOfClock();
  }

  @Route(moveClock)
  async move(@Parsed() { body, actor }: Call<typeof moveClock>) {
    await this.legalClock.moveTo(new Date(body.legal), actor, body.reason);
    return this.viewOfClock();
  }

  private viewOfClock() {
    return {
      legal: this.clock.legal().toISOString(),
      machine: this.clock.machine().toISOString(),
      offsetMs: this.clock.legalOffset(),
    };
  }
}
