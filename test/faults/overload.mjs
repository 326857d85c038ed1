// Intake at ten times capacity: what is too much is told to come back, urgent freezes pass, and afterwards everything is as before.
//   node test/faults/overload.mjs [--seconds 8] [--times 10]
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { count, e2eHouse } from '../e2e/harness/command.mjs';
import { elevenMonths, placeFreezeOrder } from '../e2e/harness/freeze-orders.mjs';
import { watchRequests } from '../e2e/harness/progress.mjs';
import { customer, sampleCase } from '../e2e/harness/sample-cases.mjs';
import { printTable, Verdict } from '../e2e/harness/verdict.mjs';
import { graph } from './overload/graph.mjs';

const options = { seconds: { type: 'string', default: '8' }, times: { type: 'string', default: '10' } };
const bank = 'icbc';
const urgentEveryMs = 250;
/** From the judge's call to the bank's answer, with the second person's yes in between. */
const urgentTargetMs = 5_000;
const mostMemoryMb = 512;

await e2eHouse(import.meta, 'overload', options, async (house, flags) => {
  const phaseSeconds = count(flags.seconds, { least: 4, most: 120 });
  const times = count(flags.times, { most: 50 });
  const urgentCount = Math.ceil((7 * phaseSeconds * 1_000) / urgentEveryMs);
  const { caseIds, freezes } = await prepare(house, urgentCount);
  const crowd = startCrowd(house, caseIds);
  const seconds = [];
  crowd.on('message', (told) => seconds.push({ ...told, memoryMb: memoryOf(house), urgent: [] }));
  const capacity = await findCapacity(crowd, seconds);
  seconds.length = 0;
  const phases = [];
  const urgents = keepFreezing(house, freezes, seconds);
  for (const factor of [0.5, 1, times / 4, times / 2, times, 0.5, 0.5]) {
    const from = seconds.length;
    crowd.send({ rate: Math.round(factor * capacity) });
    await sleep(phaseSeconds * 1_000);
    phases.push({ name: `${factor}×`, factor, from, to: seconds.length });
  }
  crowd.send({ rate: 0 });
  const urgent = await urgents.stop();
  crowd.disconnect();
  await watchRequests(house.database, { patienceMs: 120_000, institutions: [bank] });
  const answered = await answeredAfter(house, urgent);

  const verdict = new Verdict();
  const ofPhase = ({ from, to }) => seconds.slice(from + 1, to);
  const sum = (some, pick) => some.reduce((total, one) => total + pick(one), 0);
  const refused = (one) => one.statuses[503] ?? 0;
  const strange = (one) => Object.entries(one.statuses).filter(([status]) => !['201', '503'].includes(status));
  verdict.zero('replies that are neither an order nor "come back later"', seconds.flatMap(strange));
  verdict.check('refused at the height', sum(ofPhase(phases[4]), refused), 'some', sum(ofPhase(phases[4]), refused) > 0);
  const accepted = (phase) => sum(ofPhase(phase), (one) => one.statuses[201] ?? 0) / ofPhase(phase).length;
  const kept = accepted(phases[4]) / Math.max(...phases.slice(0, 5).map(accepted));
  verdict.check('of the best rate, still accepted at the height', `${Math.round(kept * 100)} %`, '≥ 40 %', kept >= 0.4);
  verdict.zero(
    'urgent freezes the api did not take',
    urgent.filter(({ ok }) => !ok),
  );
  const slow = answered.filter(({ ms }) => ms === undefined || ms > urgentTargetMs);
  verdict.check(
    `urgent freezes answered by the bank within ${urgentTargetMs / 1_000} s, in 100`,
    share(answered.length - slow.length, answered.length),
    '≥ 99',
    share(answered.length - slow.length, answered.length) >= 99,
    slow.slice(0, 3),
  );
  verdict.check(
    'the api holds, MB at most',
    Math.max(...seconds.map(({ memoryMb }) => memoryMb)),
    `< ${mostMemoryMb}`,
    seconds.every(({ memoryMb }) => memoryMb < mostMemoryMb),
  );
  verdict.check('refused in the last phase, nobody having done anything', sum(ofPhase(phases[6]), refused), 0);
  verdict.check(
    'restarts of any process',
    sum(Object.values(house.processes()), ({ restarts }) => restarts),
    0,
  );

  printTable(`Capacity: ${capacity} orders a second`, [
    [
      'load',
      'offered/s',
      'accepted/s',
      'refused/s',
      'p99 accepted, ms',
      'urgent taken p99, ms',
      'urgent answered p99, ms',
      'memory, MB',
    ],
    ...phases.map((phase) => {
      const some = ofPhase(phase);
      const rate = (pick) => Math.round(sum(some, pick) / some.length);
      const mine = answered.filter(({ second }) => second >= phase.from && second < phase.to);
      return [
        phase.name,
        rate((one) => one.offered),
        rate((one) => one.statuses[201] ?? 0),
        rate(refused),
        p99(some.flatMap(({ latencies }) => latencies)),
        p99(mine.map(({ takenMs }) => takenMs)),
        p99(mine.map(({ ms }) => ms ?? Infinity)),
        Math.max(...some.map(({ memoryMb }) => memoryMb)),
      ];
    }),
  ]);
  const picture = path.join(house.folder, 'overload.svg');
  writeFileSync(picture, draw(seconds, phases, answered));
  console.log(`\nThe picture: ${picture}`);
  return verdict.print();
});

/** Cases for the crowd to inquire in, and freeze orders for cases whose debtors have an account; urgent ones are placed by hand later. */
async function prepare(house, urgentCount) {
  const terms = await elevenMonths(house.api);
  const caseIds = [];
  for (let serial = 1; serial <= 40; serial += 1)
    caseIds.push((await house.api.post('clerk-qin', '/cases', sampleCase(serial))).id);
  const drafts = Array.from({ length: urgentCount }, (_, index) => ({
    body: sampleCase(1_000 + index),
    account: `62170000${String(index).padStart(8, '0')}1`,
  }));
  await house.simulator.addCustomers(
    bank,
    drafts.map(({ body, account }) => customer(body, account, '5000.00')),
  );
  const freezes = [];
  for (const { body, account } of drafts) {
    const placed = await placeFreezeOrder(house.api, body, [{ institution: bank, account, amount: '1.00' }], terms);
    const { caseId, legalBasis } = await house.api.get('judge-wei', `/orders/${placed}`);
    freezes.push({
      caseId,
      measure: 'freeze',
      priority: 'urgent',
      legalBasis,
      targets: [{ institution: bank, account, amount: '100.00', ...terms }],
    });
  }
  return { caseIds, freezes };
}

function startCrowd(house, caseIds) {
  const crowd = fork(path.join(import.meta.dirname, 'overload', 'crowd.mjs'));
  crowd.send({ url: house.api.url, token: house.api.token('judge-wei'), caseIds });
  return crowd;
}

/** The most orders a second that are accepted, whatever is offered. */
async function findCapacity(crowd, seconds) {
  let capacity = 20;
  for (const rate of [50, 100, 200, 400, 800]) {
    const from = seconds.length;
    crowd.send({ rate });
    await sleep(4_000);
    const accepted = seconds.slice(from + 1).map(({ statuses }) => statuses[201] ?? 0);
    capacity = Math.max(capacity, Math.round(accepted.reduce((one, other) => one + other, 0) / accepted.length));
    if (accepted.every((each) => each < rate / 3)) break;
  }
  crowd.send({ rate: 0 });
  await sleep(3_000);
  return capacity;
}

/** One urgent freeze after the other, each approved at once; a call is made once and its time counts. */
function keepFreezing({ api }, freezes, seconds) {
  const done = [];
  const pending = new Set();
  let stopped = false;
  const freeze = async (order) => {
    const second = seconds.length;
    const began = performance.now();
    const one = { second, ok: false, placedAt: new Date() };
    done.push(one);
    const placed = await call(api, 'judge-wei', '/orders', order);
    const approved = placed.status === 201 ? await call(api, 'approver-lu', `/orders/${placed.body.id}/approval`, {}) : undefined;
    Object.assign(one, {
      ok: approved?.status === 200,
      orderId: placed.body.id,
      takenMs: performance.now() - began,
      said: placed.status,
    });
  };
  const loop = (async () => {
    for (const order of freezes) {
      if (stopped) return;
      const one = freeze(order).catch((error) => console.log(error.message));
      pending.add(one);
      void one.finally(() => pending.delete(one));
      await sleep(urgentEveryMs);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
      await Promise.all(pending);
      return done;
    },
  };
}

async function call(api, person, place, body) {
  const reply = await fetch(`${api.url}${place}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${api.token(person)}`,
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  });
  return { status: reply.status, body: await reply.json() };
}

async function answeredAfter({ database }, urgent) {
  const { rows } = await database.query('select order_id, final_at, state from request where order_id = any($1::uuid[])', [
    urgent.flatMap(({ orderId }) => orderId ?? []),
  ]);
  const finals = new Map(rows.map((row) => [row.order_id, row]));
  return urgent.map((one) => {
    const final = finals.get(one.orderId);
    return { ...one, state: final?.state, ms: final?.final_at ? final.final_at - one.placedAt : undefined };
  });
}

function draw(seconds, phases, answered) {
  const perSecond = (pick) => seconds.map((_, second) => pick(answered.filter((one) => one.second === second)));
  const line = (name, colour, values) => ({ name, colour, values });
  return graph(
    [
      {
        title: 'Orders a second',
        unit: '/s',
        lines: [
          line(
            'offered',
            '#999',
            seconds.map(({ offered }) => offered),
          ),
          line(
            'accepted',
            '#0a7d32',
            seconds.map(({ statuses }) => statuses[201] ?? 0),
          ),
          line(
            'refused with Retry-After',
            '#c62828',
            seconds.map(({ statuses }) => statuses[503] ?? 0),
          ),
        ],
      },
      {
        title: 'Accepted orders, p99',
        unit: 'ms',
        lines: [
          line(
            '',
            '#0a7d32',
            seconds.map(({ latencies }) => (latencies.length ? p99(latencies) : undefined)),
          ),
        ],
      },
      {
        title: 'Urgent freezes, slowest of the second',
        unit: 'ms',
        lines: [
          line(
            'placed and approved',
            '#1565c0',
            perSecond((some) => (some.length ? Math.max(...some.map(({ takenMs }) => takenMs ?? 0)) : undefined)),
          ),
          line(
            'answered by the bank',
            '#6a1b9a',
            perSecond((some) => (some.length ? Math.max(...some.map(({ ms }) => ms ?? 0)) : undefined)),
          ),
        ],
      },
      {
        title: 'Memory of the api',
        unit: 'MB',
        lines: [
          line(
            '',
            '#ef6c00',
            seconds.map(({ memoryMb }) => memoryMb),
          ),
        ],
      },
    ],
    phases,
    seconds.length,
  );
}

function p99(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0);
}

function share(some, all) {
  return Math.round((some / Math.max(1, all)) * 1_000) / 10;
}

function memoryOf(house) {
  const status = readFileSync(`/proc/${house.processes().api.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
