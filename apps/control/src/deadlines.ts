import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Group, requestsTopic } from '#messages/topics.js';
import { InstitutionDirectory } from '#institutions/directory.js';
import { Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { recordLeasesOver } from '#storage/answers/record-leases-over.js';
import { expireFreezes } from '#storage/freezes/expire-freezes.js';
import { takeWantedPositions } from '#storage/freezes/positions.js';
import { promoteQueued } from '#storage/freezes/promote-queued.js';
import { ensurePartitions } from '#storage/partitions.js';
import { giveUpWaiting } from '#storage/queue/give-up-waiting.js';
import { leasesOver, noLongerWanted, takeToAscertain, type ToAscertain } from '#storage/queue/overdue.js';
import { Wire } from '#wire/wire.js';
import { Patiences } from './patience.js';
import { Repeat } from './repeat.js';

const EVERY_MS = 500;
const MOST = 500;
const HOUR_MS = 3_600_000;

/**
 * What time alone brings about: leases over, outcomes to ascertain, answer-by passed, freezes ended. Any replica may do any of it. Each has a
 * loop of its own: while the broker is away, what needs none goes on.
 */
@Injectable()
export class Deadlines implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loops: readonly Repeat[];
  private partitionsKeptOn: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly wire: Wire,
    private readonly clock: Clock,
    private readonly directory: InstitutionDirectory,
    private readonly patiences: Patiences,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const every = (name: string, ms: number, work: () => Promise<unknown>) =>
      new Repeat(name, () => work().then(() => ms), logger);
    this.loops = [
      every('leases', EVERY_MS, () => this.endLeases()),
      every('ascertain', EVERY_MS, () => this.ascertain()),
      every('positions', EVERY_MS, () => this.askPositions()),
      every('answer-by', EVERY_MS, () => this.giveUp()),
      every('freeze-ends', EVERY_MS, () => this.endFreezes()),
      every('promotions', EVERY_MS, () => promoteQueued(this.database, MOST, this.moment())),
      every('partitions', HOUR_MS, () => this.keepPartitionsAhead()),
    ];
  }

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  private async giveUp(): Promise<void> {
    const unwanted = await noLongerWanted(this.database, this.clock.machine(), MOST);
    await giveUpWaiting(this.database, unwanted, this.moment());
  }

  private async endFreezes(): Promise<void> {
    await expireFreezes(this.database, this.moment());
  }

  private async endLeases(): Promise<void> {
    const over = await leasesOver(this.database, this.clock.machine(), MOST);
    if (over.length === 0) return;
    const moved = await recordLeasesOver(this.database, over, this.moment(), (institution) => this.patiences.of(institution));
    this.logger.warn({ requests: moved }, 'leases over without an answer');
  }

  private async ascertain(): Promise<void> {
    const due = await takeToAscertain(this.database, this.clock.machine(), this.patiences.asking(), MOST);
    for (const [institution, requests] of Map.groupBy(due, (request) => request.institution)) {
      await this.publishAscertain(institution, requests.map(itemOf));
    }
  }

  private async askPositions(): Promise<void> {
    const wanted = await takeWantedPositions(this.database, this.clock.machine(), MOST);
    for (const [institution, freezes] of Map.groupBy(wanted, (freeze) => freeze.institution)) {
      const notAfter = this.clock.machine().toISOString();
      const items = freezes.map(({ id, case_id }) => ({
        requestId: id,
        attempt: 1,
        caseId: case_id,
        notAfter,
        measure: 'freeze',
        position: true,
      }));
      await this.publishAscertain(institution, items);
    }
  }

  private async publishAscertain(institution: string, items: readonly object[]): Promise<void> {
    const group: Group = this.directory.find(institution)?.group ?? 'banks';
    const value = { type: 'ascertain', version: 1, institution, items };
    await this.wire.publish(requestsTopic(group), [{ key: institution, value }]);
  }

  private async keepPartitionsAhead(): Promise<void> {
    const today = this.clock.machine().toISOString().slice(0, 10);
    if (this.partitionsKeptOn === today) return;
    try {
      await ensurePartitions(this.database, this.clock.machine());
      this.partitionsKeptOn = today;
    } catch (error) {
      // there is room for months; somebody has to look before it ends (metric partition_months)
      this.logger.error({ err: error }, 'the partitions of the coming months could not be made; run npm run migrate');
    }
  }

  private moment() {
    return { machine: this.clock.machine(), legal: this.clock.legal() };
  }
}

function itemOf(request: ToAscertain) {
  return {
    requestId: request.request_id,
    attempt: Math.max(1, request.attempt),
    caseId: request.case_id,
    notAfter: request.not_after.toISOString(),
    measure: request.measure,
    ...(request.fund_account === null ? {} : { fundAccount: request.fund_account }),
  };
}
