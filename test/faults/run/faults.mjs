import { setTimeout as sleep } from 'node:timers/promises';
import { kinds } from '../kinds/kinds.mjs';

/** Strikes from a seeded list until `ended` is aborted. `strikes` tells each: kind, when, what, how often its effect was seen. */
export class Faults {
  strikes = [];
  refusals = new Map();
  #chosen;

  constructor(house, names) {
    for (const name of names) {
      const reason = kinds[name].refusal?.(house);
      if (reason) this.refusals.set(name, reason);
    }
    this.#chosen = names.filter((name) => !this.refusals.has(name));
  }

  async strikeUntil(ended, context, random) {
    const lanes = Map.groupBy(this.#chosen, (name) => kinds[name].lane);
    await Promise.all([...lanes].map(([lane, names]) => this.#lane(names, ended, context, random.fork(lane))));
  }

  async #lane(names, ended, context, random) {
    // Every kind once in a shuffled round, then the next round: a short run leaves nothing out by chance.
    for (let round = []; !ended.aborted;) {
      if (round.length === 0) round = random.some(names, names.length);
      await sleep(random.between(1000, 3500), undefined, { signal: ended }).catch(() => {});
      if (ended.aborted) return;
      await this.#strike(round.shift(), context, random);
    }
  }

  async #strike(name, context, random) {
    const from = new Date();
    const mark = context.evidence.mark();
    const told = { name, from: from.toISOString() };
    try {
      Object.assign(told, await kinds[name].strike({ ...context, random, mark, since: from }));
    } catch (error) {
      Object.assign(told, { what: `went wrong itself: ${error.message.split('\n').at(-1)}`, seen: 0, trouble: true });
    }
    told.until = new Date().toISOString();
    this.strikes.push(told);
    console.log(`  ${told.from.slice(11, 19)}–${told.until.slice(11, 19)} ${name}: ${told.what}; seen ${told.seen}`);
  }
}
