import { setTimeout as sleep } from 'node:timers/promises';

const everywhere = ['latency', 'cut', 'half_open', 'slow_close'];
const longestDelayMs = { latency: 1500, slow_close: 8000, straggle: 3000 };
// Only what stands alone makes sense when it comes late: a request with a connection of its own.
const toInstitutions = [...everywhere, 'straggle', 'straggle'];

/** One wire between two parts is bad for a while. Seen in what the wire swallowed, reset or held back. */
export const network = {
  lane: 'surroundings',
  async strike({ house, random, wires = /./, modes = undefined }) {
    const name = random.one(house.network.names(house.names()).filter((one) => wires.test(one)));
    const mode = random.one(modes ?? (name.endsWith('→institutions') ? toInstitutions : everywhere));
    const delayMs = random.between(100, longestDelayMs[mode] ?? 100);
    const seconds = random.between(4, 15);
    house.network.spoil(name, { mode, delayMs });
    await sleep(seconds * 1000);
    const seen = house.network.mend(name);
    return {
      subject: name,
      what: `${name}: ${mode}${mode in longestDelayMs ? ` ${delayMs} ms` : ''} for ${seconds} s`,
      seen,
    };
  },
};

/** One process has another time than everybody else. Seen in the time it writes of itself. */
export const clock = {
  lane: 'surroundings',
  refusal: (house) => house.clocks.refusal,
  async strike({ house, random }) {
    const name = random.one(house.names().filter((one) => !one.startsWith('simulator')));
    const seconds = random.between(3, 90) * random.one([1, -1]);
    house.clocks.set(name, seconds);
    try {
      await sleep(random.between(6, 12) * 1000);
      const stepped = await furthest(house, name);
      return {
        subject: name,
        what: `clock of ${name} ${seconds > 0 ? '+' : ''}${seconds} s`,
        seen: Math.abs(stepped) > 2 ? 1 : 0,
      };
    } finally {
      house.clocks.set(name, 0);
      await sleep(1500);
    }
  },
};

/** How far the clock of a process is from ours, by the Date header of its own HTTP door. */
async function furthest(house, name) {
  const { port } = house.processes()[name];
  const answer = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(3000) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  const date = answer?.headers.get('date');
  return date ? (Date.parse(date) - Date.now()) / 1000 : 0;
}

const sicknesses = [
  'hang',
  'hang_after',
  'error500',
  'error500_after',
  'bare503',
  'busy',
  'closed',
  'refuse_connection',
  'reset_after',
  'garbage',
  'slow',
];

/** Some institutions are sick for a while. Seen in their own ledgers. */
export const banks = {
  lane: 'surroundings',
  async strike({ house, random, mark, evidence }) {
    const mode = random.one(sicknesses);
    const sick = random.some(house.institutions, random.between(1, 6)).map(({ code }) => code);
    const share = random.one([0.3, 0.6, 1]);
    const fault = { share, ...(mode === 'slow' ? { delayMs: random.between(500, 6000) } : {}) };
    await settle(house, sick, mode, fault);
    try {
      await sleep(random.between(5, 12) * 1000);
    } finally {
      await settle(house, sick, 'none');
    }
    const seen = evidence.ledgerLines(mark, new RegExp(`"behaviour":"fault-${mode}"`)).length;
    return { what: `${mode} (${share}) at ${sick.join(', ')}`, seen };
  },
};

async function settle(house, sick, mode, more = {}) {
  for (const code of sick) {
    for (let tries = 0; ; tries += 1) {
      try {
        await house.simulator.setFault(code, mode, more);
        break;
      } catch (error) {
        if (tries === 60) throw error;
        await sleep(500);
      }
    }
  }
}
