import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';

export const STAGES = ['dispatch', 'answers', 'watch', 'relay'] as const;

export interface SwitchRow {
  readonly scope: string;
  readonly is_on: boolean;
  readonly reason: string;
  readonly set_by: string;
  readonly set_at: Date;
}

export async function listSwitches(tx: Queryable): Promise<SwitchRow[]> {
  const { rows } = await tx.query<SwitchRow>('select scope, is_on, reason, set_by, set_at from switch order by scope');
  return rows;
}

/** Stops or starts a stage or an institution. Nothing is lost while it is off: requests stay in the queue, messages in Kafka. */
export async function setSwitch(
  tx: Queryable,
  scope: string,
  isOn: boolean,
  reason: string,
  actor: Actor,
  at: Moment,
): Promise<SwitchRow> {
  const { rows } = await tx.query<SwitchRow>(
    `insert into switch (scope, is_on, reason, set_by, set_at) values ($1, $2, $3, $4, $5)
     on conflict (scope) do update set is_on = excluded.is_on, reason = excluded.reason, set_by = excluded.set_by, set_at = excluded.set_at
     returning scope, is_on, reason, set_by, set_at`,
    [scope, isOn, reason, actor.id, at.machine],
  );
  await appendAudit(tx, { actor, act: isOn ? 'switch_on' : 'switch_off', subject: { kind: 'switch', id: scope }, reason }, at);
  await tx.query(`select pg_notify('switch', '')`);
  // a stage that starts again has a queue to look at
  await tx.query(`select pg_notify('queue', '')`);
  return rows[0] as SwitchRow;
}

/** Scopes that are off now. */
export async function scopesOff(tx: Queryable): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ scope: string }>('select scope from switch where not is_on');
  return new Set(rows.map((row) => row.scope));
}
