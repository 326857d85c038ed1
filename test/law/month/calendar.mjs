/** The two clocks of the month: ours, and that of the counterparties. A little apart at every turn of a day, as in life; neither ever goes back. */
export class Calendar {
  #house;
  #random;

  constructor(house, random, firstDay) {
    this.#house = house;
    this.#random = random;
    this.today = firstDay;
  }

  async begin(day) {
    this.today = day;
    const morning = `${day}T09:00:00.000+08:00`;
    const ours = () =>
      this.#house.api.post('operator-meng', '/demo/clock', { legal: new Date(morning).toISOString(), reason: `${day} 上午` });
    const theirs = () => this.#moveCounterparties(morning);
    const [first, second] = this.#random.chance(0.5) ? [ours, theirs] : [theirs, ours];
    await first();
    await second();
  }

  async #moveCounterparties(now) {
    const reply = await fetch(`${this.#house.simulatorUrl}/sim/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ now }),
      signal: AbortSignal.timeout(30_000),
    });
    if (!reply.ok) throw new Error(`simulator, clock: ${reply.status} ${await reply.text()}`);
    await reply.arrayBuffer();
  }
}
