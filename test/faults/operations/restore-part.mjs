import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { elevenMonths, placeFreezeOrder } from '../../e2e/harness/freeze-orders.mjs';
import { House } from '../../e2e/harness/house.mjs';
import { readLedgers } from '../../e2e/harness/ledgers.mjs';
import { watchRequests } from '../../e2e/harness/progress.mjs';
import { customer, sampleCase } from '../../e2e/harness/sample-cases.mjs';
import { printTable } from '../../e2e/harness/verdict.mjs';
import { putBack, startBackup } from './backup.mjs';
import { settleBroker } from './broker-after-restore.mjs';

const each = 6;

/** The database is lost and put back to an earlier moment, by the steps of docs/runbook.md: nothing is sent twice, nothing is forgotten. */
export async function restore(verdict) {
  const house = new House('restore');
  let backup;
  try {
    await house.open();
    backup = await startBackup(house.databaseUrl, path.join(house.folder, 'backup'));
    const story = new Story(house);
    await story.beforeTheMoment();
    const moment = await story.moment();
    await story.lostTime();
    await house.whileStopped(async () => {
      await backup.stop();
      await house.replaceData(() => putBack(backup, house.dataFolder, moment));
      await settleBroker(house.brokers, moment);
      await house.runJob('dist/libs/storage/src/migrate.js');
      await house.runJob('dist/libs/wire/src/create-topics.js');
      const held = await house.runJob('dist/libs/storage/src/after-restore.js', {
        RESTORED_TO: moment.toISOString(),
        OPERATOR: 'operator-meng',
      });
      console.log(`  ${held}`);
    });
    await story.peopleSpeak(verdict);
    await watchRequests(house.database, { patienceMs: 180_000 });
    await story.check(verdict);
  } finally {
    await backup?.stop();
    await house.close();
    rmSync(path.join(house.folder, 'backup'), { recursive: true, force: true });
  }
}

/** Freezes in every state a moment can find them in, by the bank that brings them there. */
class Story {
  #house;
  #terms;
  #serial = 0;
  /** kind → [{ orderId, requestId }] */
  #orders = new Map();

  constructor(house) {
    this.#house = house;
  }

  async beforeTheMoment() {
    const { api, simulator } = this.#house;
    this.#terms = await elevenMonths(api);
    await this.#freeze('final before the moment', 'icbc');
    await this.#untilFinal('final before the moment');
    await api.put('operator-meng', '/switches/institution:abc', { on: false, reason: 'so that they are queued at the moment' });
    await this.#freeze('queued, carried out in the lost time', 'abc');
    await api.put('operator-meng', '/switches/institution:boc', { on: false, reason: 'so that they are queued at the moment' });
    await this.#freeze('queued, withdrawn in the lost time', 'boc');
    await this.#freeze('queued all the time', 'boc');
    await simulator.setFault('ccb', 'hang_after');
    await this.#freeze('on its way, carried out', 'ccb');
    await simulator.setFault('cmb', 'hang');
    await this.#freeze('on its way, never arrived', 'cmb');
    await sleep(2_000);
  }

  async moment() {
    await sleep(1_500);
    const moment = new Date();
    await sleep(1_500);
    return moment;
  }

  async lostTime() {
    const { api, simulator } = this.#house;
    for (const bank of ['ccb', 'cmb']) await simulator.setFault(bank, 'none');
    await api.put('operator-meng', '/switches/institution:abc', { on: true, reason: 'the lost time begins' });
    for (const { orderId } of this.#orders.get('queued, withdrawn in the lost time'))
      await api.post('judge-wei', `/orders/${orderId}/withdrawal`, { reason: 'settled out of court' });
    await this.#freeze('ordered in the lost time', 'icbc');
    for (const kind of ['queued, carried out in the lost time', 'ordered in the lost time', 'on its way, carried out'])
      await this.#untilFinal(kind);
    // the journal of the write-ahead log reaches the other disk with the commit; let the last second's lie there too
    await sleep(1_000);
  }

  /** Before dispatch is on: people withdraw again what they withdrew, as the runbook has it. */
  async peopleSpeak(verdict) {
    const { api, database } = this.#house;
    const { rows } = await database.query(
      `select state, count(*)::int as count from queue where measure <> 'inquire' group by state`,
    );
    printTable('Restored', [['queue', 'requests'], ...rows.map(({ state, count }) => [state, count])]);
    verdict.zero(
      'measures that are queued as if nothing had happened, before anybody asked',
      rows.filter(({ state }) => state === 'dispatched'),
    );
    for (const { orderId } of this.#orders.get('queued, withdrawn in the lost time'))
      await api.post('judge-wei', `/orders/${orderId}/withdrawal`, {
        reason: 'settled out of court, said again after the restore',
      });
    for (const scope of ['institution:abc', 'institution:boc', 'dispatch'])
      await api.put('operator-meng', `/switches/${scope}`, { on: true, reason: 'withdrawals of the lost time are in again' });
  }

  async check(verdict) {
    const { database, ledgerFolder } = this.#house;
    const ledgers = await readLedgers(ledgerFolder);
    const theirs = new Map([...ledgers.values()].flatMap(({ requests }) => [...requests]));
    const frozen = new Map([...ledgers.values()].flatMap((ledger) => [...ledger.frozen]));
    const { rows } = await database.query(`select id, state from request where measure = 'freeze'`);
    const ours = new Map(rows.map(({ id, state }) => [id, state]));
    const { rows: letters } = await database.query(
      `select encode(payload, 'escape') as text from dead_letter where reason = 'unknown_request'`,
    );
    verdict.zero(
      'freezes a bank did twice',
      [...frozen].filter(([, done]) => done.length > 1).map(([id]) => id),
    );
    verdict.zero(
      'measures sent again to a bank that knew them',
      [...theirs.values()].filter(({ measure, repeated }) => measure === 'freeze' && repeated > 0),
    );
    const expected = {
      'final before the moment': ['executed', 1],
      'queued, carried out in the lost time': ['executed', 1],
      'queued, withdrawn in the lost time': ['withdrawn', 0],
      'queued all the time': ['executed', 1],
      'on its way, carried out': ['executed', 1],
      'on its way, never arrived': ['executed', 1],
      'ordered in the lost time': [undefined, 1],
    };
    const table = [];
    for (const [kind, [state, done]] of Object.entries(expected)) {
      const requests = this.#orders.get(kind);
      const wrong = requests.filter(
        ({ requestId }) => ours.get(requestId) !== state || (frozen.get(requestId)?.length ?? 0) !== done,
      );
      verdict.zero(
        `${kind}: not ${state ?? 'known to us'} with ${done} freeze at the bank`,
        wrong.map(({ requestId }) => ({ requestId, ours: ours.get(requestId), bank: frozen.get(requestId)?.length ?? 0 })),
      );
      table.push([kind, requests.length, state ?? 'not in our tables', done]);
    }
    const lost = this.#orders
      .get('ordered in the lost time')
      .filter(({ requestId }) => !letters.some(({ text }) => text.includes(requestId)));
    verdict.zero('orders of the lost time that no dead letter names', lost);
    printTable('Freezes', [['at the moment', 'how many', 'ours in the end', 'at the bank'], ...table]);
  }

  async #freeze(kind, bank) {
    const { api, simulator } = this.#house;
    const orders = [];
    for (let index = 0; index < each; index += 1) {
      const serial = (this.#serial += 1);
      const body = sampleCase(serial);
      const account = `6217${String(serial).padStart(12, '0')}`;
      await simulator.addCustomers(bank, [customer(body, account, '5000.00')]);
      const orderId = await placeFreezeOrder(api, body, [{ institution: bank, account, amount: '100.00' }], this.#terms);
      await api.post('approver-lu', `/orders/${orderId}/approval`, {});
      const { items } = await api.get('judge-wei', `/orders/${orderId}/requests`);
      orders.push({ orderId, requestId: items[0].id });
    }
    this.#orders.set(kind, orders);
  }

  async #untilFinal(kind) {
    const ids = this.#orders.get(kind).map(({ requestId }) => requestId);
    for (const end = performance.now() + 90_000; performance.now() < end; await sleep(200)) {
      const { rows } = await this.#house.database.query(`select from request where id = any($1::uuid[]) and state = 'open'`, [
        ids,
      ]);
      if (rows.length === 0) return;
    }
    throw new Error(`${kind}: not final within 90 s`);
  }
}
