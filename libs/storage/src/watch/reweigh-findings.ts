import { fenOf } from '#enforcement/money.js';
import { type FindingLevel, type WatchRule } from '#enforcement/watch/finding-level.js';
import { assess, hisOwn, markStrange, type Sighted, takeable } from '#enforcement/watch/sightings.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { strangeAssets } from '../parties/identity-doubts.js';
import { findingEvidence, type FindingEvidence } from './finding-evidence.js';

interface WeighedFinding {
  readonly id: string;
  readonly caseId: string;
  readonly level: FindingLevel;
  readonly evidence: FindingEvidence;
  /** The evidence by what is known of its holders today. */
  readonly sighted: Sighted;
}

/**
 * Weighs the open findings of a case anew after it has become known whose the property is: here a level may fall, since what it rested on is
 * gone (R7.1-2). Thresholds stay those of the finding. The caller holds the case.
 */
export async function reweighFindings(tx: Queryable, caseId: string, actor: Actor, at: Moment): Promise<void> {
  for (const { id, evidence, sighted } of await weighed(tx, `case_id = $1`, caseId)) {
    if (JSON.stringify(sighted) === JSON.stringify({ sightings: evidence.sightings, assets: evidence.assets })) continue;
    const outstanding = fenOf(evidence.outstandingFen);
    const level = assess(sighted, outstanding, ruleOf(evidence)) ?? 'info';
    const amount = takeable(sighted.sightings);
    await tx.query('update finding set level = $2, amount_fen = $3, evidence = $4 where id = $1', [
      id,
      level,
      amount,
      JSON.stringify({ ...evidence, ...sighted }),
    ]);
    const facts = { level, amountFen: amount.toString(), ruleVersion: evidence.rule.version };
    await appendAudit(tx, { actor, act: 'reweigh_finding', caseId, subject: { kind: 'finding', id }, facts }, at);
  }
}

/** Whether anything a finding rests on is the debtor's own as far as anybody knows: a case is never resumed on another's property. */
export async function restsOnHisOwn(tx: Queryable, findingId: string): Promise<boolean> {
  const [finding] = await weighed(tx, 'id = $1', findingId);
  if (finding === undefined) return false;
  const { sightings, assets } = hisOwn(finding.sighted);
  return sightings.length + assets.length > 0;
}

async function weighed(tx: Queryable, which: string, id: string): Promise<WeighedFinding[]> {
  const { rows } = await tx.query<{ id: string; case_id: string; party_id: string; level: FindingLevel; evidence: unknown }>(
    `select id, case_id, party_id, level, evidence from finding where ${which} and state = 'open' order by id for no key update`,
    [id],
  );
  const strange = await strangeAssets(tx, [...new Set(rows.map((row) => row.case_id))]);
  return rows.map((row) => {
    const evidence = findingEvidence.parse(row.evidence);
    const sighted = markStrange(evidence, (institution, key) => strange.of(row.case_id, row.party_id, institution, key));
    return { id: row.id, caseId: row.case_id, level: row.level, evidence, sighted };
  });
}

/** The thresholds as they were reckoned when the evidence was last added to. */
function ruleOf({ rule, thresholdsFen }: FindingEvidence): WatchRule {
  const threshold = (level: FindingLevel) => ({ fixed: fenOf(thresholdsFen[level]), sharePerMille: 0 });
  return {
    version: rule.version,
    levels: { info: threshold('info'), review: threshold('review'), freeze_now: threshold('freeze_now') },
  };
}
