import { setTimeout as sleep } from 'node:timers/promises';

const lostDatabase = /ECONNREFUSED|Connection terminated|terminating connection|57P0|in recovery|starting up|ECONNRESET/;
const lostBroker = /not published yet|out of reach|Crash: |"joined"/;

/** PostgreSQL dies and comes back. Seen in the services' logs: connections lost, work tried again. */
export const postgres = {
  lane: 'parts',
  async strike({ house, random, mark, evidence }) {
    const signal = random.one(['SIGKILL', 'SIGQUIT']);
    const pauseMs = random.between(0, 4000);
    await house.databaseServer.crash(signal, pauseMs);
    await sleep(1500);
    return { what: `PostgreSQL ${signal}, away ${pauseMs} ms`, seen: evidence.logLines(mark, lostDatabase).length };
  },
};

export const broker = {
  lane: 'parts',
  async strike({ house, random, mark, evidence }) {
    const pauseMs = random.between(0, 6000);
    await house.restartBroker({ pauseMs });
    await sleep(3000);
    return { what: `broker kill -9, away ${pauseMs} ms`, seen: evidence.logLines(mark, lostBroker).length };
  },
};

/** The broker comes back empty: no messages, no topics, no offsets. */
export const wipe = {
  lane: 'parts',
  async strike({ house, mark, evidence }) {
    await house.restartBroker({ wipe: true });
    await sleep(4000);
    return {
      what: 'broker killed, its data deleted, topics made again',
      seen: evidence.logLines(mark, /log went back|Crash: |"joined"/).length,
    };
  },
};

/** PostgreSQL is away, and while it is a service dies: what that one had in hand is nowhere but on the broker. */
export const coincidence = {
  lane: 'parts',
  async strike({ house, random, mark, evidence }) {
    const app = random.one(['control', 'adapters-banks', 'adapters-registries', 'api', 'watcher']);
    const killed = house.names(app).map((name) => [name, house.processes()[name].pid]);
    await house.databaseServer.crash('SIGQUIT', 2500, () => killed.forEach(([name]) => house.signal(name, 'SIGKILL')));
    for (const [name, pid] of killed) await house.untilReplaced(name, pid);
    return { what: `PostgreSQL away, every ${app} killed meanwhile`, seen: evidence.logLines(mark, lostDatabase).length };
  },
};

/** The disk of PostgreSQL is full for a while. Seen in the server's own log. */
export const disk = {
  lane: 'parts',
  refusal: (house) => house.databaseServer.refusal,
  async strike({ house, random }) {
    const before = house.databaseServer.logLines(/No space left on device/);
    const seconds = random.between(4, 9);
    await house.databaseServer.fill();
    try {
      await sleep(seconds * 1000);
    } finally {
      await house.databaseServer.empty();
    }
    return {
      what: `disk of PostgreSQL full for ${seconds} s`,
      seen: house.databaseServer.logLines(/No space left on device/) - before,
    };
  },
};
