import { type Fen, fenOf } from '#enforcement/money.js';
import {
  FINDING_LEVELS,
  type FindingLevel,
  higherLevel,
  thresholdFen,
  type WatchRule,
} from '#enforcement/watch/finding-level.js';
import { addSightings, assess, markStrange, type Sighted, takeable } from '#enforcement/watch/sightings.js';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { strangeAssets } from '../parties/identity-doubts.js';
import { findingEvidence, type FindingEvidence } from './finding-evidence.js';
import { WATCHER } from './watcher-actor.js';

export interface PartySighted extends Sighted {
  readonly caseId: string;
  readonly partyId: string;
  readonly kind: 'credit' | 'inquiry';
}

interface OpenFinding {
  readonly id: string;
  readonly level: FindingLevel;
  readonly evidence: FindingEvidence;
}

/**
 * Opens a finding per case and party, or adds to the open one; its level never falls by itself. Too little money raises nothing.
 * The caller holds the case rows. Returns how many were opened.
 */
export async function raiseFindings(
  tx: Queryable,
  parties: readonly PartySighted[],
  rule: WatchRule,
  at: Moment,
): Promise<number> {
  if (parties.length === 0) return 0;
  const owed = await outstandingOf(tx, parties, at);
  const open = await openFindings(tx, parties);
  const strange = await strangeAssets(tx, [...new Set(parties.map(({ caseId }) => caseId))]);
  let opened = 0;
  for (const party of parties) {
    const outstanding = owed.get(party.caseId) ?? fenOf(0n);
    const known = open.get(keyOf(party.caseId, party.partyId));
    const sighted = markStrange(addSightings(known?.evidence ?? { sightings: [], assets: [] }, party), (institution, key) =>
      strange.of(party.caseId, party.partyId, institution, key),
    );
    const level = higherLevel(known?.level, assess(sighted, outstanding, rule));
    if (level === undefined) continue;
    const evidence = evidenceOf(sighted, outstanding, rule);
    const amount = takeable(sighted.sightings);
    if (known === undefined) {
      await openFinding(tx, party, level, amount, evidence, at);
      opened += 1;
    } else {
      await addTo(tx, known.id, party, level, amount, evidence, at);
    }
  }
  return opened;
}

async function openFinding(
  tx: Queryable,
  party: PartySighted,
  level: FindingLevel,
  amount: Fen,
  evidence: FindingEvidence,
  at: Moment,
): Promise<void> {
  const id = newId();
  await tx.query(
    `insert into finding (id, case_id, party_id, kind, level, amount_fen, evidence, found_at, found_legal_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, party.caseId, party.partyId, party.kind, level, amount, JSON.stringify(evidence), at.machine, at.legal],
  );
  const facts = { kind: party.kind, level, amountFen: amount.toString(), ruleVersion: evidence.rule.version };
  const subject = { kind: 'finding', id };
  await appendAudit(tx, { actor: WATCHER, act: 'open_finding', caseId: party.caseId, subject, facts }, at);
  await appendEvents(tx, [{ kind: 'finding.opened', caseId: party.caseId, subjectId: id, actor: WATCHER.id, data: facts }], at);
}

async function addTo(
  tx: Queryable,
  id: string,
  party: PartySighted,
  level: FindingLevel,
  amount: Fen,
  evidence: FindingEvidence,
  at: Moment,
): Promise<void> {
  await tx.query('update finding set level = $2, amount_fen = $3, evidence = $4 where id = $1', [
    id,
    level,
    amount,
    JSON.stringify(evidence),
  ]);
  const facts = { kind: party.kind, level, amountFen: amount.toString(), ruleVersion: evidence.rule.version };
  const subject = { kind: 'finding', id };
  await appendAudit(tx, { actor: WATCHER, act: 'add_to_finding', caseId: party.caseId, subject, facts }, at);
}

function evidenceOf(sighted: Sighted, outstanding: Fen, rule: WatchRule): FindingEvidence {
  const thresholds = FINDING_LEVELS.map((level) => [level, thresholdFen(rule.levels[level], outstanding).toString()]);
  return {
    rule: { name: 'regained-funds', version: rule.version },
    outstandingFen: outstanding.toString(),
    thresholdsFen: Object.fromEntries(thresholds) as FindingEvidence['thresholdsFen'],
    sightings: [...sighted.sightings],
    assets: [...sighted.assets],
  };
}

/**
 * What each case still owes today, in one statement for all: where interest runs, as last reckoned and carried forward by its pace. Thresholds need
 * no more; what may be frozen is reckoned anew when an order is placed.
 */
async function outstandingOf(tx: Queryable, parties: readonly PartySighted[], at: Moment): Promise<ReadonlyMap<string, Fen>> {
  const { rows } = await tx.query<{ id: string; owed: bigint }>(
    `select c.id, coalesce(
         d.owed_fen + d.per_day_fen * greatest(0, $2::date - d.reckoned_on),
         c.target_fen - greatest((select coalesce(sum(paid_fen), 0) from claim where case_id = c.id),
                                 (select coalesce(sum(amount_fen), 0) from deduction where case_id = c.id))
       )::bigint as owed
     from enforcement_case c left join case_debt d on d.case_id = c.id where c.id = any($1::uuid[])`,
    [parties.map((party) => party.caseId), legalDay(at.legal)],
  );
  return new Map(rows.map((row) => [row.id, fenOf(row.owed)]));
}

async function openFindings(tx: Queryable, parties: readonly PartySighted[]): Promise<ReadonlyMap<string, OpenFinding>> {
  const { rows } = await tx.query<{ id: string; case_id: string; party_id: string; level: FindingLevel; evidence: unknown }>(
    `select id, case_id, party_id, level, evidence from finding where case_id = any($1::uuid[]) and state = 'open' order by id for update`,
    [parties.map((party) => party.caseId)],
  );
  return new Map(
    rows.map((row) => [
      keyOf(row.case_id, row.party_id),
      { id: row.id, level: row.level, evidence: findingEvidence.parse(row.evidence) },
    ]),
  );
}

function keyOf(caseId: string, partyId: string): string {
  return `${caseId} ${partyId}`;
}
