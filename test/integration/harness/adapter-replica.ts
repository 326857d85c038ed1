import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { InstitutionDirectory } from '#institutions/directory.js';
import { answersIn, answersMessage, type AnswerItem } from '#messages/answers.js';
import { type RequestItem } from '#messages/requests.js';
import { Clock } from '#platform/clocks.js';
import { createLogger } from '#platform/logger.js';
import { Metrics } from '#platform/metrics.js';
import { Database } from '#storage/database.js';
import { newId } from '#storage/new-id.js';
import { type Incarnation, type Outgoing, Wire } from '#wire/wire.js';
import { AnswerOutlet } from '../../../apps/adapters/src/answer-outlet.js';
import { Ascertaining } from '../../../apps/adapters/src/ascertaining.js';
import { Counterparties, type Counterparty } from '../../../apps/adapters/src/counterparties.js';
import { ExchangeRecord } from '../../../apps/adapters/src/exchange-record.js';
import { Sending } from '../../../apps/adapters/src/sending.js';

/** Keeps what is told to control, parsed as control would. */
export class Told extends Wire {
  readonly items: AnswerItem[] = [];

  publish(_topic: string, messages: readonly Outgoing[]): Promise<void> {
    for (const message of messages) this.items.push(...answersIn(answersMessage.parse(message.value)));
    return Promise.resolve();
  }

  incarnation(): Promise<Incarnation> {
    return Promise.resolve({ cluster: 'told', ends: new Map() });
  }
}

export interface Replica {
  readonly sending: Sending;
  readonly ascertaining: Ascertaining;
  readonly bank: Counterparty;
  readonly told: readonly AnswerItem[];
  close(): Promise<void>;
}

/** An adapters process as far as journal and institution go: its own pool, clock, sockets and breaker. */
export function openReplica(databaseUrl: string, bankUrl: string, clock = new Clock(), database?: Database): Replica {
  const own = database ?? new Database({ url: databaseUrl, poolSize: 4, applicationName: 'test adapters' });
  const directory = InstitutionDirectory.load(join(import.meta.dirname, '../../../config/institutions'), {
    SIMULATOR_URL: bankUrl,
  });
  const metrics = new Metrics();
  const told = new Told();
  const counterparties = new Counterparties(directory, ['banks'], 'token-of-the-court', clock, metrics);
  const record = new ExchangeRecord(own, clock, new AnswerOutlet(told), metrics, createLogger('adapters', 'test', 'silent'));
  const bank = counterparties.find('ccb');
  if (bank === undefined) throw new Error('the profiles know no ccb');
  return {
    sending: new Sending(own, clock, record),
    ascertaining: new Ascertaining(own, clock, record),
    bank,
    told: told.items,
    close: async () => {
      counterparties.onApplicationShutdown();
      await own.close();
    },
  };
}

export interface StandIn {
  readonly url: string;
  /** How often each request arrived to be carried out. */
  readonly sent: ReadonlyMap<string, number>;
  /** What the bank carried out; its status query says `unknown` of everything else. */
  readonly done: Set<string>;
  behaviour: 'execute' | 'execute and fall silent' | 'acknowledge' | 'refuse' | 'crash' | 'not json';
  close(): Promise<void>;
}

/** A bank that counts, so that a test can say how often a freeze arrived there. */
export async function openStandIn(): Promise<StandIn> {
  const sent = new Map<string, number>();
  const done = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, Buffer.concat(chunks).toString('utf8'), response));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const bank: StandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    done,
    behaviour: 'execute',
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };

  function answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const requestId = request.url?.split('/').pop() ?? '';
    const bankTime = new Date().toISOString();
    const say = (status: number, content: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    if (request.method === 'GET') {
      const state = done.has(requestId) ? { state: 'final', answer: executed(requestId) } : { state: 'unknown' };
      say(200, { requestId, bankTime, ...state });
      return;
    }
    sent.set(requestId, (sent.get(requestId) ?? 0) + 1);
    const asked = JSON.parse(body) as { measure: string };
    switch (bank.behaviour) {
      case 'execute':
        done.add(requestId);
        say(200, asked.measure === 'inquire' ? nothing(requestId) : executed(requestId));
        return;
      case 'execute and fall silent':
        done.add(requestId);
        response.destroy();
        return;
      case 'acknowledge':
        say(202, { requestId, state: 'acknowledged', bankTime });
        return;
      case 'refuse':
        say(404, { type: 'about:blank', title: 't', status: 404, code: 'account_not_found', detail: 'd', requestId, bankTime });
        return;
      case 'crash':
        response.writeHead(500).end();
        return;
      case 'not json':
        response.writeHead(200).end('<html>');
    }
  }
  return bank;
}

const AT = '2026-03-02T09:00:00.000+08:00';
const receipt = { number: 'HZ1', issuedAt: AT };
const nothing = (requestId: string) => ({ requestId, outcome: 'nothing', bankTime: AT, asOf: AT, receipt });
const executed = (requestId: string) => ({
  requestId,
  outcome: 'executed',
  bankTime: AT,
  asOf: AT,
  freeze: {
    account: '45050164520100000123',
    amount: '3050.00',
    recorded: '3050.00',
    caught: '50.00',
    uncaught: '3000.00',
    from: '2026-03-02',
    until: '2027-03-01',
    balance: '50.00',
    available: '0.00',
  },
  receipt,
});

export function freezeItem(changes: Partial<RequestItem> = {}): RequestItem {
  return {
    requestId: newId(),
    attempt: 1,
    caseId: newId(),
    notAfter: new Date(Date.now() + 60_000).toISOString(),
    caseNumber: '（2026）桂1381执1号',
    court: { code: '桂1381', name: '合山市人民法院' },
    judge: { name: '韦法官' },
    subject: { kind: 'organisation', name: '某公司', idType: 'unified_credit_code', idNumbers: ['91451381567890120U'] },
    legalBasis: { rulingNumber: '1', noticeNumber: '1', documents: [], officers: [] },
    task: { measure: 'freeze', account: '45050164520100000123', amountFen: '305000', from: '2026-03-02', until: '2027-03-01' },
    ...changes,
  };
}

export function inquiryItem(): RequestItem {
  return freezeItem({ task: { measure: 'inquire' } });
}
