import { type Clock } from '#platform/clocks.js';
import { type Logger } from '#platform/logger.js';
import { type Actor, appendAudit } from './audit.js';
import { type Database } from './database.js';
import { Listener } from './listener.js';
import { newId } from './new-id.js';

const HEARTBEAT_MS = 5_000;
/** Two heartbeats missed. */
const DEAD_AFTER_MS = 12_000;
/** Longer than a process counts as live after its last sign: one that was killed must not make a move look failed. */
const WAIT_MS = DEAD_AFTER_MS + 1_000;

/** Keeps this process' LegalTime at the offset row, and says so, so that whoever moves the clock knows when all have followed. */
export class LegalClock {
  private readonly processId = newId();
  private readonly listener: Listener;
  private timer: NodeJS.Timeout | undefined;
  private following: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly who: { readonly app: string; readonly replica: string },
    private readonly logger: Logger,
  ) {
    this.listener = new Listener(database, ['legal_clock'], () => this.follow(), logger);
  }

  async start(): Promise<void> {
    await this.followNow();
    await this.listener.start();
    this.timer = setInterval(() => this.follow(), HEARTBEAT_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.listener.stop();
    await this.following;
    await this.database.query('delete from live_process where id = $1', [this.processId]).catch(() => undefined);
  }

  /** Moves LegalTime for everybody; returns when every live process follows it. Throws when one that is alive does not. */
  async moveTo(legal: Date, actor: Actor, reason: string): Promise<void> {
    const offsetMs = legal.getTime() - this.clock.machine().getTime();
    const version = await this.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ version: bigint }>(
        'update legal_clock set offset_ms = $1, version = version + 1, set_by = $2, set_at = $3 returning version',
        [Math.round(offsetMs), actor.id, this.clock.machine()],
      );
      await appendAudit(
        tx,
        {
          actor,
          act: 'set_legal_clock',
          subject: { kind: 'legal_clock', id: '1' },
          reason,
          facts: { legal: legal.toISOString() },
        },
        { machine: this.clock.machine(), legal: this.clock.legal() },
      );
      await tx.query(`select pg_notify('legal_clock', '')`);
      return rows[0]?.version ?? 0n;
    });
    for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += 20) {
      const { rows } = await this.database.query<{ behind: bigint }>(
        'select count(*) as behind from live_process where clock_version < $1 and seen_at > $2',
        [version, new Date(this.clock.machine().getTime() - DEAD_AFTER_MS)],
      );
      if (rows[0]?.behind === 0n) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('Not every live process follows the new legal time; look for one that is up but cannot reach the database.');
  }

  private follow(): void {
    this.following = this.following
      .then(() => this.followNow())
      .catch((error: unknown) => this.logger.warn({ err: error }, 'legal clock not read'));
  }

  private async followNow(): Promise<void> {
    const { rows } = await this.database.query<{ offset_ms: bigint; version: bigint }>(
      'select offset_ms, version from legal_clock',
    );
    const row = rows[0];
    if (row === undefined) throw new Error('legal_clock is empty: run the migrations.');
    this.clock.setLegalOffset(Number(row.offset_ms));
    await this.database.query(
      `insert into live_process (id, app, replica, clock_version, seen_at) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set clock_version = excluded.clock_version, seen_at = excluded.seen_at`,
      [this.processId, this.who.app, this.who.replica, row.version, this.clock.machine()],
    );
  }
}
