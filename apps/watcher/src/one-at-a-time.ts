import type pg from 'pg';
import { ADVISORY_LOCKS } from '#storage/advisory-locks.js';
import { Database } from '#storage/database.js';

/**
 * Which replica keeps the clock: the one whose session holds an advisory lock. When its session ends, another takes over. Two at once
 * would do no harm, since every act is idempotent; it would only be work done twice.
 */
export class OneAtATime {
  private session: pg.Client | undefined;
  private isMine = false;

  constructor(private readonly database: Database) {}

  async tryToBeIt(): Promise<boolean> {
    const session = await this.ownSession();
    if (!this.isMine) {
      const { rows } = await session.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
        ADVISORY_LOCKS.watcher,
      ]);
      this.isMine = rows[0]?.mine === true;
    }
    return this.isMine;
  }

  async end(): Promise<void> {
    const session = this.session;
    this.lose();
    await session?.end().catch(() => undefined);
  }

  private async ownSession(): Promise<pg.Client> {
    if (this.session !== undefined) return this.session;
    const session = await this.database.listen([], () => undefined);
    const lose = () => this.lose();
    session.once('error', lose);
    session.once('end', lose);
    this.session = session;
    return session;
  }

  private lose(): void {
    this.session = undefined;
    this.isMine = false;
  }
}
