import { describe, expect, it } from '@jest/globals';
import { recordHalving } from './halving.js';

describe('halving', () => {
  const recorded: number[] = [];
  const buried: number[] = [];
  const record = (items: readonly number[]) => {
    if (items.includes(13)) return Promise.reject(new Error('cannot be booked'));
    recorded.push(...items);
    return Promise.resolve();
  };
  const bury = (item: number) => {
    buried.push(item);
    return Promise.resolve();
  };

  it('lays the offenders aside and records the rest, in order', async () => {
    await recordHalving([1, 2, 13, 4, 13, 6, 7], record, bury);
    expect(recorded).toEqual([1, 2, 4, 6, 7]);
    expect(buried).toEqual([13, 13]);
  });

  it('buries nothing when the database is away', async () => {
    const away = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
    await expect(recordHalving([1], away, bury)).rejects.toThrow('gone');
  });

  it.each(['40P01', '55P03', '57014', '57P01', '42P01', '42703', '08006', '53300'])('buries nothing for %s', async (code) => {
    const refused = () => Promise.reject(Object.assign(new Error('refused'), { code }));
    buried.length = 0;
    await expect(recordHalving([1, 2], refused, bury)).rejects.toThrow('refused');
    expect(buried).toEqual([]);
  });

  it.each(['21000', '22P05', '23514', '54000', 'CK001'])('buries what the database refuses with %s', async (code) => {
    const refused = () => Promise.reject(Object.assign(new Error('refused'), { code }));
    buried.length = 0;
    await recordHalving([1, 2], refused, bury);
    expect(buried).toEqual([1, 2]);
  });
});
