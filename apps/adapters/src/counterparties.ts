import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InstitutionDirectory } from '#institutions/directory.js';
import { callsAtOnce, type InstitutionProfile } from '#institutions/profile.js';
import { type Group } from '#messages/topics.js';
import { Clock } from '#platform/clocks.js';
import { Metrics } from '#platform/metrics.js';
import { type Driver } from './driver.js';
import { DRIVERS } from './drivers/drivers.js';
import { InstitutionClient } from './institution-client.js';
import { Lane } from './lane.js';

/** An institution this process serves: what it is, how it speaks, the way to it and how wide that way is. */
export interface Counterparty {
  readonly profile: InstitutionProfile;
  readonly driver: Driver;
  readonly client: InstitutionClient;
  readonly lane: Lane;
}

function counterparty(profile: InstitutionProfile, client: InstitutionClient): Counterparty {
  const lane = new Lane(callsAtOnce(profile), () => client.hasFreeConnection());
  client.onAnswer(() => lane.widen());
  client.onChange(() => {
    if (client.breakerState() === 'open') lane.narrow();
  });
  return { profile, driver: DRIVERS[profile.protocol], client, lane };
}

@Injectable()
export class Counterparties implements OnApplicationShutdown {
  private readonly byCode: ReadonlyMap<string, Counterparty>;

  constructor(directory: InstitutionDirectory, groups: readonly Group[], token: string, clock: Clock, metrics: Metrics) {
    this.byCode = new Map(
      groups
        .flatMap((group) => directory.group(group))
        .map((profile) => [profile.code, counterparty(profile, new InstitutionClient(profile, token, clock))]),
    );
    this.measure(metrics);
  }

  find(code: string): Counterparty | undefined {
    return this.byCode.get(code);
  }

  all(): readonly Counterparty[] {
    return [...this.byCode.values()];
  }

  onApplicationShutdown(): void {
    for (const { client } of this.all()) client.close();
  }

  private measure(metrics: Metrics): void {
    metrics.gauge('adapter_lane_in_use', 'Exchanges under way, by institution', ['institution'], (gauge) => {
      for (const { profile, lane } of this.all()) gauge.set({ institution: profile.code }, lane.used());
      return Promise.resolve();
    });
    metrics.gauge('adapter_connections', 'Connections kept, to all institutions together', [], (gauge) => {
      gauge.set(this.all().reduce((sum, { client }) => sum + client.connections(), 0));
      return Promise.resolve();
    });
    metrics.gauge('adapter_breaker', '1 for the state the breaker is in', ['institution', 'state'], (gauge) => {
      for (const { profile, client } of this.all()) {
        const now = client.breakerState();
        for (const state of ['closed', 'open', 'half_open'] as const) {
          gauge.set({ institution: profile.code, state }, state === now ? 1 : 0);
        }
      }
      return Promise.resolve();
    });
  }
}
