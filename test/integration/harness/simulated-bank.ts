import { mkdtempSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestItem } from '#messages/requests.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { createLogger } from '#platform/logger.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { type Database } from '#storage/database.js';
import { readRequestFacts } from '#storage/queue/request-facts.js';
import { ownFrom } from '../../../apps/control/src/dispatcher.js';
import { sharedFrom } from '../../../apps/control/src/facts-as-text.js';
import { type Bank } from '../../../apps/simulator/src/bank/bank.js';
import { institutionOptions } from '../../../apps/simulator/src/config.js';
import { customer } from '../../../apps/simulator/src/fixture.js';
import { serve } from '../../../apps/simulator/src/server.js';
import { SimulatorClock } from '../../../apps/simulator/src/simulator-clock.js';
import { World } from '../../../apps/simulator/src/world.js';
import { openReplica } from './adapter-replica.js';

const TOKEN = 'token-of-the-court';
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };

export interface SimulatedBank {
  readonly bank: Bank;
  /** Opens an account of a party of ours there. */
  openAccount(partyId: string, account: string, balance: string): Promise<void>;
  /** Moves the bank's business time. */
  setBusiness(at: Date): Promise<void>;
  /** Sends these requests as control and an adapter do, over real sockets, and books what the bank answered. */
  carryOut(requestIds: readonly string[], at?: Date): Promise<void>;
  /** Asks how these freezes stand now, and books it. */
  ask(freezeIds: readonly string[], at?: Date): Promise<void>;
  close(): Promise<void>;
}

/** The simulator as ccb, behind an adapter of its own. */
export async function openSimulatedBank(database: Database, databaseUrl: string, options: object = {}): Promise<SimulatedBank> {
  const world = await World.open(
    {
      counterparties: {
        interbankDelayMs: 0,
        institutions: [institutionOptions({ code: 'ccb', name: '建行', protocol: 'rest-json', ...options })],
      },
      ...{ dataFolder: mkdtempSync(join(tmpdir(), 'chakong-bank-')), token: TOKEN },
      ...{ noticeUrl: 'http://127.0.0.1:9', registryNoticeUrl: 'http://127.0.0.1:9' },
    },
    new SimulatorClock(),
    createLogger('simulator', 'test', 'silent'),
  );
  const server = serve(world, TOKEN, createLogger('simulator', 'test', 'silent'));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const replica = openReplica(databaseUrl, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const bank = world.banks()[0];
  if (bank === undefined) throw new Error('the world has no bank');
  let heard = 0;

  async function book(legal: Date, caseOf: ReadonlyMap<string, string>): Promise<void> {
    const answers = replica.told.slice(heard).map((item) => ({ ...item, caseId: caseOf.get(item.requestId) ?? '' }));
    heard = replica.told.length;
    const at = { machine: asMachine(new Date()), legal: asLegal(legal) };
    const { strange } = await database.transaction((tx) => recordAnswers(tx, answers, at, () => patience));
    if (strange.length > 0) throw new Error(`The bank answered what nobody asked: ${JSON.stringify(strange)}`);
  }

  return {
    bank,
    async openAccount(partyId, account, balance) {
      const { rows } = await database.query<{ name: string; id_numbers: string[] }>(
        'select name, id_numbers from party where id = $1',
        [partyId],
      );
      const ids = (rows[0]?.id_numbers ?? []).map((idNumber) => ({ idType: 'uscc' as const, idNumber }));
      bank.open({ ...customer(account, balance), name: rows[0]?.name ?? '', ids });
    },
    setBusiness: async (at) => void (await world.setBusiness(at.getTime())),
    async carryOut(requestIds, at = new Date()) {
      const facts = await readRequestFacts(database, requestIds);
      await database.query(`update queue set state = 'dispatched', attempt = 1 where request_id = any($1::uuid[])`, [requestIds]);
      const notAfter = new Date(Date.now() + 60_000);
      const items = [...facts.values()].map((one) =>
        requestItem.parse({
          ...ownFrom({ requestId: one.request_id, attempt: 1, notAfter: asMachine(notAfter) }, one),
          ...sharedFrom(one.told),
        }),
      );
      await replica.sending.send(replica.bank, items);
      await book(at, new Map([...facts.values()].map((one) => [one.request_id, one.case_id])));
    },
    async ask(freezeIds, at = new Date()) {
      const facts = await readRequestFacts(database, freezeIds);
      const caseOf = new Map([...facts.values()].map((one) => [one.request_id, one.case_id]));
      const items = freezeIds.map((requestId) => ({
        ...{ requestId, attempt: 1, caseId: caseOf.get(requestId) ?? '', notAfter: new Date().toISOString() },
        ...{ measure: 'freeze' as const, position: true },
      }));
      await replica.ascertaining.ascertain(replica.bank, items);
      await book(at, caseOf);
    },
    async close() {
      await replica.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await world.close();
    },
  };
}
