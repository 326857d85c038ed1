import { type Measure } from '#enforcement/measure.js';
import { fenOf } from '#enforcement/money.js';
import { type FinalContent, type FreezeContent } from './outcome-content.js';

interface Asked {
  readonly measure: Measure;
  readonly task: Readonly<Record<string, unknown>>;
}

/**
 * Why an effect an institution reports cannot be the one we asked for; undefined where it can. A status reply and a notice carry the answer
 * alone: only here it meets the task. What is told is kept, and a person looks at it; nothing is booked.
 */
export function strangeEffect({ measure, task }: Asked, content: FinalContent): string | undefined {
  if (measure === 'inquire' || content.outcome === 'refused' || content.outcome === 'not_applicable') return undefined;
  if (content.outcome === 'found' || content.outcome === 'nothing') return 'other_measure';
  const { freeze, seal, deduction, payment } = content;
  switch (measure) {
    case 'freeze':
      if (freeze === undefined || freeze.account !== task['account']) return 'other_account';
      // JE = SKJE + CESKJE (R1.8-5..7)
      if (fenOf(freeze.amountFen) !== fenOf(freeze.caughtFen) + fenOf(freeze.uncaughtFen)) return 'sums_differ';
      return strangeExtent(task, content.outcome, freeze);
    case 'renew':
      return (freeze?.account ?? seal?.assetId) === task['account'] ? undefined : 'other_account';
    case 'deduct':
      if (deduction === undefined || fenOf(deduction.amountFen) <= 0n) return 'nothing_sent';
      return fenOf(deduction.amountFen) > asked(task) ? 'more_than_asked' : undefined;
    case 'seal':
      if (seal?.assetId !== task['assetId']) return 'other_asset';
      return seal?.shares === task['shares'] ? undefined : 'other_amount';
    case 'pay':
      return payment !== undefined && fenOf(payment.amountFen) === asked(task) ? undefined : 'other_amount';
    // a registry's release has no figures
    case 'release':
      return undefined;
  }
}

/** A whole account frozen where an amount was asked is more than asked; an amount where it was the whole, only in part. */
function strangeExtent(task: Asked['task'], outcome: FinalContent['outcome'], freeze: FreezeContent): string | undefined {
  if (task['inRankOf'] !== undefined && freeze.servedAt === undefined) return 'rank_not_told';
  const whole = freeze.wholeAccount === true;
  if (task['wholeAccount'] === true) return whole || outcome === 'executed_in_part' ? undefined : 'less_than_asked';
  return whole || fenOf(freeze.amountFen) > asked(task) ? 'more_than_asked' : undefined;
}

function asked(task: Asked['task']): bigint {
  return BigInt(String(task['amountFen']));
}
