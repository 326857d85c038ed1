import { z, ZodError } from 'zod';
import { Bank } from './bank/bank.js';
import { customerBody } from './bank/request.js';
import { faultModes } from './behaviour.js';
import { formatYuan } from './money.js';
import { type Reply, reply } from './refusal.js';
import { Registry } from './registry/registry.js';
import { titleBody } from './registry/request.js';
import { bankLedger, registryLedger, requestTallies } from './reports.js';
import { accountNumber, instantText, money, text } from './request-fields.js';
import { instant } from './simulator-clock.js';
import { type Institution, type World } from './world.js';

const clockBody = z.strictObject({ now: instantText });
const faultBody = z.strictObject({
  mode: z.enum(faultModes),
  delayMs: z.number().int().min(0).optional(),
  share: z.number().min(0).max(1).optional(),
});
const customersBody = z.union([
  z.strictObject({ customers: z.array(customerBody).max(10_000) }),
  customerBody.transform((one) => ({ customers: [one] })),
]);
const titlesBody = z.union([
  z.strictObject({ titles: z.array(titleBody).max(10_000) }),
  titleBody.transform((one) => ({ titles: [one] })),
]);
const credit = z.strictObject({
  account: accountNumber,
  amount: money.refine((fen) => fen > 0n),
  payer: z.strictObject({ name: text, account: accountNumber }).partial().optional(),
});
const creditsBody = z.union([
  z.strictObject({ credits: z.array(credit).max(10_000) }),
  credit.transform((one) => ({ credits: [one] })),
]);
const debitBody = z.strictObject({ account: accountNumber, amount: money });

const notFound = (what: string) => reply(404, { error: what });

/** What the world does to the counterparties: time, faults, customers, money. README.md lists the calls. */
export class Control {
  constructor(private readonly world: World) {}

  async answer(method: string, path: string[], query: URLSearchParams, body: unknown): Promise<Reply> {
    try {
      return await this.route(method, path, query, body);
    } catch (error) {
      if (error instanceof ZodError) return reply(400, { error: z.prettifyError(error) });
      throw error;
    }
  }

  private async route(method: string, path: string[], query: URLSearchParams, body: unknown): Promise<Reply> {
    const [noun, code = '', verb = ''] = path;
    const read = method === 'GET';
    if (read && noun === 'health')
      return reply(200, { status: 'ok', institutions: this.world.institutions.size, ...this.times() });
    if (read && noun === 'clock') return reply(200, this.times());
    if (method === 'POST' && noun === 'clock') {
      await this.world.setBusiness(Date.parse(clockBody.parse(body).now));
      return reply(200, this.times());
    }
    if (read && noun === 'ledger' && code === 'requests') return reply(200, requestTallies(this.world, query.get('institution')));
    if (read && noun === 'institutions' && code === '') return reply(200, [...this.world.institutions.values()].map(summary));
    const institution = this.world.institutions.get(code);
    if (noun !== 'institutions' || !institution) return notFound('no such call or institution');
    if (read && verb === 'ledger')
      return reply(
        200,
        institution instanceof Bank ? bankLedger(institution, query.get('account')) : registryLedger(institution),
      );
    if (method !== 'POST') return notFound('no such call');
    const done = await this.change(institution, verb, body);
    await institution.synced();
    return done;
  }

  private async change(institution: Institution, verb: string, body: unknown): Promise<Reply> {
    if (verb === 'fault') {
      institution.record({ act: 'fault', fault: faultBody.parse(body) });
      return reply(200, institution.fault);
    }
    if (verb === 'review') {
      institution.tick(true);
      return reply(200, summary(institution));
    }
    if (institution instanceof Registry) {
      if (verb !== 'titles') return notFound('a registry knows fault, review, titles');
      const { titles } = titlesBody.parse(body);
      return reply(200, { entered: titles.filter((title) => institution.enter(title)).length });
    }
    return this.changeBank(institution, verb, body);
  }

  private changeBank(bank: Bank, verb: string, body: unknown): Reply {
    switch (verb) {
      case 'customers': {
        const { customers } = customersBody.parse(body);
        return reply(200, { opened: customers.flatMap((customer) => bank.open(customer)) });
      }
      case 'credits': {
        const { credits } = creditsBody.parse(body);
        const stranger = credits.find(({ account }) => !bank.books.accounts.has(account));
        if (stranger) return notFound('no such account');
        return reply(200, {
          creditIds: credits.map(({ account, amount, payer }) =>
            bank.credit(account, formatYuan(amount), payer ? { party: partyOf(payer) } : {}),
          ),
        });
      }
      case 'debits': {
        const { account, amount } = debitBody.parse(body);
        if (!bank.books.accounts.has(account)) return notFound('no such account');
        return bank.debit(account, amount)
          ? reply(200, { debited: formatYuan(amount) })
          : reply(409, { error: 'not so much is available' });
      }
      default:
        return notFound('a bank knows fault, review, customers, credits, debits');
    }
  }

  private times() {
    return { now: instant(this.world.clock.business()), machine: instant(this.world.clock.machine()) };
  }
}

function partyOf({ name, account }: { name?: string | undefined; account?: string | undefined }) {
  return { ...(name !== undefined && { name }), ...(account !== undefined && { account }) };
}

function summary(institution: Institution) {
  const { code, name, protocol } = institution.options;
  return {
    code,
    name,
    protocol,
    fault: institution.fault,
    requests: institution.requests.size,
    undelivered: institution.undelivered.size,
    maxInFlight: institution.tallies.maxInFlight,
  };
}
