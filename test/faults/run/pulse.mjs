import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 200;
/** Quicker than this is no beat worth telling. */
const slowMs = 300;
/** A beat needs one turn of a busy event loop; a request is accepted, connected on, and its head and its body are read: one turn each. */
const turns = 4;

/** On a connection of its own: a server takes one new connection per turn of its loop, and after a fault hundreds stand in that queue. */
function beat(url) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false, timeout: 20_000 }, (answer) => answer.resume().once('end', resolve));
    request.once('error', reject).once('timeout', () => request.destroy(new Error('no beat')));
  });
}

/**
 * How long the way from this process, where all wires run, to the institutions takes: asked again and again past every wire. On a machine with
 * more work than time a request may be held up on its way although no fault struck; without this nobody could tell that from one sent late.
 */
export class Pulse {
  slow = [];

  async watch(house, ended) {
    for (let due = Date.now(); !ended.aborted; due = Date.now() + everyMs) {
      await sleep(due - Date.now(), undefined, { signal: ended }).catch(() => {});
      await beat(`${house.simulatorUrl}/sim/institutions`).catch(() => {});
      const until = Date.now();
      if (until - due > slowMs) this.slow.push({ from: due, until });
    }
  }

  get slowestMs() {
    return this.slow.reduce((most, { from, until }) => Math.max(most, until - from), 0);
  }

  /** Whether a beat that explains `lateMs` fell between the two moments. */
  wasHeldUp(from, until, lateMs) {
    return this.slow.some((beat) => beat.from < until && beat.until > from && (beat.until - beat.from) * turns >= lateMs);
  }
}
