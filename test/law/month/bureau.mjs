import { Acts } from './acts.mjs';
import { usualMonth } from './usual-month.mjs';

/** The enforcement bureau at work, seeded: five desks side by side, each with its number of acts a day. */
export class Bureau {
  diary = [];
  refused = new Map();
  #house;
  #random;
  #acts;

  constructor(house, calendar, random) {
    this.#house = house;
    this.#random = random;
    this.#acts = new Acts(house, calendar, (act, facts, call) => this.#keep(act, facts, call));
  }

  openCase(one) {
    return this.#acts.openCase(one);
  }

  get refusals() {
    return [...this.refused.values()].reduce((sum, times) => sum + times, 0);
  }

  async work(desks, acts) {
    const ways = Array.from({ length: desks }, (_, desk) => this.#random.fork(`desk ${desk}`));
    // The streams of the next day begin where these were forked.
    this.#random.share();
    await Promise.all(ways.map((random) => this.#desk(random, acts)));
    await this.#try('approveBudget', this.#random);
  }

  /** Nothing is left that waits for somebody of the court: objections are answered, what they hold for good is withdrawn, drafts are signed. */
  async clearTheDesk() {
    await this.#try('answerAll', this.#random);
    await this.#try('withdrawStayed', this.#random);
    return this.#acts.signAllDrafts();
  }

  async #desk(random, acts) {
    for (let left = acts; left > 0; left -= 1) await this.#try(random.weighted(usualMonth), random);
  }

  /** The api may say no: the room of a case was used up, a freeze had ended, the bank had objected. Normal life, and counted. */
  async #try(act, random) {
    try {
      await this.#acts[act](random);
    } catch (error) {
      const status = /: (\d{3}) /.exec(error.message)?.[1];
      if (status === undefined) throw error;
      const codes = [...error.message.matchAll(/"code":"([\w.]+)"/g)].map(([, code]) => code);
      const reason = `${act} ${status} ${codes[1] ?? codes[0] ?? ''}`;
      this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
    }
  }

  /** `asked` and `answered` are times of this process. */
  async #keep(act, facts, call) {
    const asked = performance.now();
    const answer = await call();
    this.diary.push({ act, asked, answered: performance.now(), at: new Date().toISOString(), ...facts(answer) });
    return answer;
  }
}
