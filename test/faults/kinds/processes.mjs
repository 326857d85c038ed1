import { setTimeout as sleep } from 'node:timers/promises';

const own = (house, victims = /./) => house.names().filter((name) => victims.test(name));

/** kill -9 of one process. Seen when another stands in its place and is ready. */
export const kill = {
  lane: 'parts',
  async strike({ house, random, victims }) {
    const name = random.one(own(house, victims));
    const pid = house.signal(name, 'SIGKILL');
    const ms = await house.untilReplaced(name, pid);
    return { subject: name, what: `kill -9 ${name}, ready again after ${(ms / 1000).toFixed(1)} s`, seen: 1 };
  },
};

/** SIGSTOP past every lease and the broker's session time-out, then SIGCONT. Seen when it did not answer while it stood. */
export const pause = {
  lane: 'parts',
  async strike({ house, random, since, victims }) {
    const name = random.one([...own(house, victims), ...(victims ? [] : ['broker'])]);
    const seconds = random.between(13, 19);
    const pid = name === 'broker' ? house.brokerPid : house.processes()[name].pid;
    process.kill(pid, 'SIGSTOP');
    try {
      await sleep(seconds * 500);
      const stood = name === 'broker' || !(await house.isReady(name));
      await sleep(seconds * 500);
      const over = await house.ask(`select count(*)::int as n from delivery where cause = 'lease_over' and at >= $1`, [since]);
      return { subject: name, what: `${name} stood still for ${seconds} s, ${over[0].n} leases over`, seen: stood ? 1 : 0 };
    } finally {
      process.kill(pid, 'SIGCONT');
      // A health check of the supervisor does not kill it, but its session is over: it has to join again.
      await sleep(1500);
    }
  },
};
