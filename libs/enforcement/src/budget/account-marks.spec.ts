import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ACCOUNT_MARKS, allMarks, marksReported, type RemarkWords } from './account-marks.js';

const words: RemarkWords = { salary_fed: ['代发工资', '养老金'], joint: ['联名'], operating: ['日常经营'] };
const two = [{ name: '黄大强' }, { name: '韦某' }];

describe('what makes an account delicate (R2.4-5)', () => {
  it.each([
    ['nothing', {}, []],
    ['a remark that means nothing', { remark: 'I类户' }, []],
    ['wages in the remark', { remark: '代发工资户（I类）' }, [{ mark: 'salary_fed', from: 'remark' }]],
    ['a pension in the remark', { remark: '养老金账户' }, [{ mark: 'salary_fed', from: 'remark' }]],
    ['two holders', { holders: two }, [{ mark: 'joint', from: 'holders' }]],
    ['one holder', { holders: [{ name: '黄大强' }] }, []],
    ['two holders and the word', { holders: two, remark: '联名' }, [{ mark: 'joint', from: 'holders' }]],
    ['the word alone', { remark: '联名' }, [{ mark: 'joint', from: 'remark' }]],
  ] as const)('R2.4-5 is known from %s', (_, report, marks) => {
    expect(marksReported(report, words)).toEqual(marks);
  });

  it('R2.4-5 is told once, and what a person set stands before the report', () => {
    const mark = fc.constantFrom(...ACCOUNT_MARKS);
    const reported = fc.uniqueArray(mark).map((marks) => marks.map((one) => ({ mark: one, from: 'remark' as const })));
    fc.assert(
      fc.property(fc.array(mark), reported, (set, said) => {
        const all = allMarks(set, said);
        expect(new Set(all.map((one) => one.mark))).toEqual(new Set([...set, ...said.map((one) => one.mark)]));
        expect(all).toHaveLength(new Set(all.map((one) => one.mark)).size);
        for (const one of all) expect(one.from).toBe(set.includes(one.mark) ? 'person' : 'remark');
      }),
    );
  });
});
