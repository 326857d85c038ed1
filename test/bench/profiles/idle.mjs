import { setTimeout as sleep } from 'node:timers/promises';

export const idle = {
  name: 'idle',
  about: 'the same house with nothing to do: share of one core, all processes but the bank',
  async run(house, { seconds = 20 }) {
    await sleep(5_000);
    const before = house.processorSeconds();
    await sleep(seconds * 1000);
    const after = house.processorSeconds();
    const shares = Object.entries(after).map(([part, total]) => [part, ((total - before[part]) / seconds) * 100]);
    const sum = shares.reduce((total, [, share]) => total + share, 0);
    const note = `${sum.toFixed(1)} % of one core: ${shares.map(([part, share]) => `${part} ${share.toFixed(1)}`).join(', ')}`;
    return { seconds, idleShare: sum, note, exact: true };
  },
};
