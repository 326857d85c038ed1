import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again how much is dispatched to each institution: a window that is too full is so only for a moment. */
export class Crowd {
  looks = 0;
  most = new Map();

  async watch(house, ended) {
    while (!ended.aborted) {
      const rows = await house.database
        .query(`select institution, sum(open)::int as n from queue where state = 'dispatched' group by 1`)
        .catch(() => ({ rows: [] }));
      this.looks += 1;
      for (const { institution, n } of rows.rows) this.most.set(institution, Math.max(n, this.most.get(institution) ?? 0));
      await sleep(100, undefined, { signal: ended }).catch(() => {});
    }
  }
}
