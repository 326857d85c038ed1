import { describe, expect, it } from '@jest/globals';
import { MEASURES } from '#enforcement/measure.js';
import { papersFor } from './papers-needed.js';

describe('the papers a measure needs', () => {
  it('R1.2-1: an inquiry goes with its notice alone', () => {
    expect(papersFor('inquire')).toMatchObject({ notice: '协助查询存款通知书', also: [] });
    expect(papersFor('inquire').ruling).toBeUndefined();
  });

  it.each([
    ['R1.2-2', 'freeze', '冻结', '协助冻结存款通知书'],
    ['R1.2-2', 'renew', '继续冻结', '协助冻结存款通知书'],
    ['R1.2-3', 'release', '解除冻结', '协助解除冻结存款通知书'],
    ['R1.2-4', 'deduct', '扣划', '协助扣划存款通知书'],
  ] as const)('%s: to %s goes with ruling and notice', (_, measure, ruling, notice) => {
    expect(papersFor(measure)).toMatchObject({ ruling, notice });
  });

  it('R1.2-4: a deduction goes with a copy of the title besides', () => {
    expect(MEASURES.filter((measure) => papersFor(measure).also.includes('title'))).toEqual(['deduct']);
  });

  it('R1.2-7: everything asked of an institution about a debtor goes with both officers’ cards', () => {
    expect(MEASURES.filter((measure) => !papersFor(measure).cards)).toEqual(['pay']);
  });
});
