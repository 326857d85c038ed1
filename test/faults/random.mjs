import { createHash } from 'node:crypto';

/** Numbers that follow from a seed alone: the same seed gives the same work and the same faults in the same order. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = createHash('sha256').update(String(seed)).digest().readUInt32LE(0);
  }

  /** A stream of its own: what one part draws does not move the others. */
  fork(name) {
    return new Random(`${this.#state} ${name}`);
  }

  /** 0 ≤ x < 1 (mulberry32). */
  share() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least, most) {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  chance(share) {
    return this.share() < share;
  }

  one(list) {
    return list[Math.floor(this.share() * list.length)];
  }

  some(list, count) {
    const left = [...list];
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(Math.floor(this.share() * left.length), 1)[0]);
  }

  /** One key of `weights` (key → weight). */
  weighted(weights) {
    const entries = Object.entries(weights);
    let place = this.share() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) if ((place -= weight) < 0) return key;
    return entries.at(-1)[0];
  }
}
