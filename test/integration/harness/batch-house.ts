import { mkdtempSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstitutionDirectory } from '#institutions/directory.js';
import { type AnswerItem } from '#messages/answers.js';
import { Clock } from '#platform/clocks.js';
import { createLogger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { type Database } from '#storage/database.js';
import { AnswerOutlet } from '../../../apps/adapters/src/answer-outlet.js';
import { Ascertaining } from '../../../apps/adapters/src/ascertaining.js';
import { Counterparties, type Counterparty } from '../../../apps/adapters/src/counterparties.js';
import { ExchangeRecord } from '../../../apps/adapters/src/exchange-record.js';
import { Sending } from '../../../apps/adapters/src/sending.js';
import { type Bank } from '../../../apps/simulator/src/bank/bank.js';
import { institutionOptions } from '../../../apps/simulator/src/config.js';
import { serve } from '../../../apps/simulator/src/server.js';
import { SimulatorClock } from '../../../apps/simulator/src/simulator-clock.js';
import { World } from '../../../apps/simulator/src/world.js';
import { Told } from './adapter-replica.js';

const TOKEN = 'institution-token-of-tests';

export interface BatchHouse {
  readonly sending: Sending;
  readonly ascertaining: Ascertaining;
  /** A bank that takes batches, as the court and as the world knows it. */
  readonly psbc: Counterparty;
  readonly bank: Bank;
  /** A bank that is asked by single calls. */
  readonly icbc: Counterparty;
  readonly other: Bank;
  readonly told: AnswerItem[];
  /** Method and path of every call the banks got. */
  readonly calls: string[];
  close(): Promise<void>;
}

/** The simulator, over real sockets, behind the adapters as they are: their profiles, journal, lanes and breakers. */
export async function openBatchHouse(database: Database): Promise<BatchHouse> {
  const quiet = createLogger('test', 'test', 'silent');
  const institutions = [
    institutionOptions({ code: 'psbc', name: '邮储', protocol: 'rest-json', batch: true }),
    institutionOptions({ code: 'icbc', name: '工行', protocol: 'rest-json' }),
  ];
  const world = await World.open(
    {
      counterparties: { interbankDelayMs: 0, institutions },
      ...{ dataFolder: mkdtempSync(join(tmpdir(), 'chakong-batch-')), token: TOKEN },
      ...{ noticeUrl: 'http://127.0.0.1:9', registryNoticeUrl: 'http://127.0.0.1:9' },
    },
    new SimulatorClock(),
    quiet,
  );
  const calls: string[] = [];
  const server = serve(world, TOKEN, quiet);
  server.prependListener('request', (request) => void calls.push(`${request.method} ${request.url}`));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const directory = InstitutionDirectory.load(join(import.meta.dirname, '../../../config/institutions'), {
    SIMULATOR_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  const clock = new Clock();
  const metrics = new Metrics();
  const told = new Told();
  const counterparties = new Counterparties(directory, ['banks'], TOKEN, clock, metrics);
  const record = new ExchangeRecord(database, clock, new AnswerOutlet(told), metrics, quiet);
  const [bank, other] = world.banks();
  const [psbc, icbc] = ['psbc', 'icbc'].map((code) => counterparties.find(code));
  if (!bank || !other || !psbc || !icbc) throw new Error('the world or the profiles lack psbc or icbc');
  return {
    sending: new Sending(database, clock, record),
    ascertaining: new Ascertaining(database, clock, record),
    ...{ psbc, bank, icbc, other, calls, told: told.items },
    close: async () => {
      counterparties.onApplicationShutdown();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await world.close();
    },
  };
}
