import { type Measure } from '#enforcement/measure.js';

/** The papers a measure goes out with; `notice` is addressed to one institution, the others go to all. */
export interface NeededPapers {
  readonly ruling?: string;
  readonly notice?: string;
  readonly cards: boolean;
  /** What must be among the documents of the case besides. */
  readonly also: readonly 'title'[];
}

/**
 * R1.2-1 to R1.2-4 (法释〔2013〕20号 art. 3; at the counter 法发〔2000〕21号 art. 1): an inquiry goes with its notice alone, the other measures with
 * ruling and notice, a deduction with a copy of the title besides. Both officers' cards always go along, since banks refuse without
 * them (R1.2-7).
 */
export function papersFor(measure: Measure): NeededPapers {
  switch (measure) {
    case 'inquire':
      return { notice: '协助查询存款通知书', cards: true, also: [] };
    case 'freeze':
      return { ruling: '冻结', notice: '协助冻结存款通知书', cards: true, also: [] };
    case 'renew':
      return { ruling: '继续冻结', notice: '协助冻结存款通知书', cards: true, also: [] };
    case 'release':
      return { ruling: '解除冻结', notice: '协助解除冻结存款通知书', cards: true, also: [] };
    case 'deduct':
      return { ruling: '扣划', notice: '协助扣划存款通知书', cards: true, also: ['title'] };
    case 'seal':
      return { ruling: '查封', notice: '协助执行通知书', cards: true, also: [] };
    case 'pay':
      return { cards: false, also: [] };
  }
}
