const lies = new Set(['answer-twice-differently']);
const unreadable = new Set(['garbage', 'wrong-request-id', 'fault-garbage']);
const graceMs = 60_000;

/** Which of what went strange an injected fault accounts for; what it does not is a broken promise. */
export class Explanations {
  #behaviours = new Map();
  #garbageTimes = new Map();
  #requests;

  constructor(tables, ledgers) {
    this.#requests = tables.requests;
    for (const [code, { requests, acts }] of ledgers) {
      for (const { id, behaviours } of requests.values()) this.#behaviours.set(id, behaviours);
      this.#garbageTimes.set(code, garbageTimes(acts));
    }
  }

  /** The bank said two different things about it: no book of ours can agree with both. */
  liedAbout(requestId) {
    return this.#has(requestId, lies);
  }

  /**
   * It names a freeze of which the bank said first that it was refused, then that it stands: the book has none, and what is done to it can
   * only be laid before a person.
   */
  namesALie(requestId) {
    return this.liedAbout(this.#requests.get(requestId)?.task?.freezeRequestId);
  }

  /** An attention row: only what nobody could read, or was told twice differently, may need a person here. */
  ofAttention({ request_id: id, reason, institution, opened_at: at }) {
    if (reason === 'contradiction') return this.liedAbout(id);
    if (reason === 'unreadable') return this.#has(id, unreadable) || this.#wasGarbled(institution, at);
    return reason === 'dead_letter' && this.namesALie(id);
  }

  #has(requestId, names) {
    return [...(this.#behaviours.get(requestId) ?? [])].some((name) => names.has(name));
  }

  /** Status queries leave no line; a time of garbage at this institution does. */
  #wasGarbled(institution, at) {
    return (this.#garbageTimes.get(institution) ?? []).some(({ from, until }) => at >= from && at <= until + graceMs);
  }
}

function garbageTimes(acts) {
  const times = [];
  for (const act of acts) {
    if (act.act !== 'fault') continue;
    const last = times.at(-1);
    if (last?.until === Infinity) last.until = Date.parse(act.bankTime);
    if (act.fault.mode === 'garbage') times.push({ from: Date.parse(act.bankTime) - 2000, until: Infinity });
  }
  return times;
}
