import { mkdtempSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstitutionDirectory } from '#institutions/directory.js';
import { requestItem } from '#messages/requests.js';
import { asLegal, asMachine, Clock, plusMs } from '#platform/clocks.js';
import { createLogger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { type Database } from '#storage/database.js';
import { readRequestFacts } from '#storage/queue/request-facts.js';
import { AnswerOutlet } from '../../../apps/adapters/src/answer-outlet.js';
import { Counterparties } from '../../../apps/adapters/src/counterparties.js';
import { ExchangeRecord } from '../../../apps/adapters/src/exchange-record.js';
import { Sending } from '../../../apps/adapters/src/sending.js';
import { ownFrom } from '../../../apps/control/src/dispatcher.js';
import { sharedFrom } from '../../../apps/control/src/facts-as-text.js';
import { institutionOptions } from '../../../apps/simulator/src/config.js';
import { serve } from '../../../apps/simulator/src/server.js';
import { SimulatorClock } from '../../../apps/simulator/src/simulator-clock.js';
import { World } from '../../../apps/simulator/src/world.js';
import { Told } from './adapter-replica.js';

const TOKEN = 'institution-token-of-tests';
const patience = { backoffMs: [1], settleAfterMs: 0, statusRounds: 1, statusEveryMs: 1 };

type Options = Parameters<typeof institutionOptions>[0];

export interface Simulated {
  /** Plays dispatcher, adapters and control for these requests, the counterparties being the simulator's. */
  carry(requestIds: readonly string[]): Promise<void>;
  /** A call of the simulator's own control, such as `institutions/icbc/customers`. */
  tell(path: string, body: object): Promise<void>;
  close(): Promise<void>;
}

/** The simulator behind the real drivers. Every measure is answered at once. */
export async function openSimulated(
  database: Database,
  institutions: readonly (Omit<Options, 'name' | 'protocol'> & Partial<Options>)[],
  profiles = join(import.meta.dirname, '../../../config/institutions'),
): Promise<Simulated> {
  const quiet = createLogger('test', 'test', 'silent');
  const named = institutions.map((one) =>
    institutionOptions({ name: one.code, protocol: 'rest-json', answers: { measures: [] }, ...one }),
  );
  const world = await World.open(
    {
      counterparties: { interbankDelayMs: 0, institutions: named },
      dataFolder: mkdtempSync(join(tmpdir(), 'chakong-simulator-')),
      noticeUrl: 'http://127.0.0.1:9',
      registryNoticeUrl: 'http://127.0.0.1:9',
      token: TOKEN,
    },
    new SimulatorClock(),
    quiet,
  );
  const server = serve(world, TOKEN, quiet);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new Clock();
  const directory = InstitutionDirectory.load(profiles, { SIMULATOR_URL: url });
  const metrics = new Metrics();
  const counterparties = new Counterparties(directory, ['banks', 'registries'], TOKEN, clock, metrics);
  const told = new Told();
  const sending = new Sending(database, clock, new ExchangeRecord(database, clock, new AnswerOutlet(told), metrics, quiet));

  async function carry(requestIds: readonly string[]): Promise<void> {
    const facts = await readRequestFacts(database, requestIds);
    for (const requestId of requestIds) {
      const known = facts.get(requestId);
      const counterparty = known && counterparties.find(known.institution);
      if (known === undefined || counterparty === undefined) throw new Error(`No institution is asked by ${requestId}.`);
      const notAfter = plusMs(clock.machine(), 60_000);
      const item = requestItem.parse({ ...ownFrom({ requestId, attempt: 1, notAfter }, known), ...sharedFrom(known.told) });
      await sending.send(counterparty, [item]);
      const answers = told.items.splice(0).map((answer) => ({ ...answer, caseId: known.case_id }));
      const at = { machine: asMachine(new Date()), legal: asLegal(new Date()) };
      await database.transaction((tx) => recordAnswers(tx, answers, at, () => patience));
    }
  }

  return {
    carry,
    tell: async (path, body) => {
      const response = await fetch(`${url}/sim/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    close: async () => {
      counterparties.onApplicationShutdown();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await world.close();
    },
  };
}
