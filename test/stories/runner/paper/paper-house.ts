import { type Fen, formatYuan, sumFen } from '#enforcement/money.js';
import { type LegalTime } from '#enforcement/ids.js';
import { type Answer, type Outside } from '../outside.js';
import { PaperBanks, yuan } from './paper-banks.js';
import { type Body, list, PaperCourt, type PaperOrder, PaperRefusal } from './paper-court.js';

const FUND = '45050161381309000015';

/** The addresses of the house, answered on paper: what the runner's own tests speak to instead of a running house. */
export class PaperHouse implements Pick<Outside, 'api' | 'simulator'> {
  readonly banks = new PaperBanks();
  readonly court: PaperCourt;
  private readonly given = new Map<string, unknown>();
  calls = 0;

  constructor(institutions: readonly string[]) {
    this.court = new PaperCourt(this.banks, institutions, FUND);
    const fund = { institution: 'ccb', account: FUND, owner: 'court', ids: [], balanceFen: 0n as Fen, freezes: [], lines: [] };
    this.banks.accounts.push(fund);
  }

  api(as: string, method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    this.calls += 1;
    return this.answer(() => {
      const known = key === undefined ? undefined : this.given.get(key);
      const answer = known ?? (method === 'GET' ? this.read(path) : this.write(as, path, body as Body));
      if (key !== undefined) this.given.set(key, answer);
      return answer;
    });
  }

  simulator(method: string, path: string, body?: unknown): Promise<Answer> {
    this.calls += 1;
    const [, , code = '', verb = ''] = (path.split('?')[0] ?? '').slice(1).split('/');
    const account = new URL(path, 'http://paper').searchParams.get('account') ?? '';
    return this.answer(() => {
      if (path.startsWith('/sim/ledger/requests')) return this.banks.carriedOut;
      if (method === 'GET') return this.banks.ledger(code, account);
      return path === '/sim/clock' ? this.setBanksClock(body as Body) : this.change(code, verb, body as Body);
    });
  }

  private answer(work: () => unknown): Promise<Answer> {
    try {
      return Promise.resolve({ status: 200, body: structuredClone(work()) });
    } catch (error) {
      if (!(error instanceof PaperRefusal)) throw error;
      return Promise.resolve({ status: error.status, body: { detail: error.message } });
    }
  }

  private setBanksClock(body: Body): object {
    this.banks.now = new Date(String(body['now']));
    return {};
  }

  private change(code: string, verb: string, body: Body): object {
    if (verb === 'customers')
      for (const account of list(body['accounts']))
        this.banks.accounts.push({
          ...{ institution: code, account: String(account['account']), owner: String(body['name']), freezes: [], lines: [] },
          ...{ ids: list(body['ids']).map((id) => String(id['idNumber'])), balanceFen: yuan(account['balance'] ?? '0.00') },
        });
    else if (verb === 'fault') {
      if (body['mode'] === 'none') this.banks.silent.delete(code);
      else this.banks.silent.add(code);
      this.court.settleInquiries();
    } else {
      const account = this.banks.find(code, String(body['account']));
      this.banks.book(account, 'in', yuan(body['amount']), 'credit');
      this.court.credited(account, yuan(body['amount']));
    }
    return {};
  }

  private write(as: string, path: string, body: Body): unknown {
    const { court } = this;
    const [noun, id, verb] = path.slice(1).split('/');
    if (path === '/demo/clock') {
      court.legal = new Date(String(body['legal'])) as LegalTime;
      court.askWhatIsDue();
      return {};
    }
    if (path === '/cases') court.open(body, as);
    if (path === '/orders') return this.orderView(court.place(body, as));
    if (verb === 'documents') return { id: court.newId() };
    if (verb === 'dormancy') court.closeAsDormant(body, as);
    if (verb === 'resumption') court.resume(body, as);
    if (noun === 'orders' && verb === 'approval') court.approve(this.orderOf(id), as);
    return this.caseView();
  }

  private read(path: string): unknown {
    const { court, banks } = this;
    const [noun, id, verb] = (path.split('?')[0] ?? '').slice(1).split('/');
    const page = (items: unknown) => ({ items, next: null });
    if (noun === 'findings') return page(court.findings);
    if (noun === 'orders' && id === undefined) return page(court.orders.map((order) => this.orderView(order)));
    if (noun === 'orders') return verb === 'requests' ? page(this.orderOf(id).requests) : this.orderView(this.orderOf(id));
    if (id === undefined) return page(court.file === undefined ? [] : [this.caseView()]);
    switch (verb) {
      case 'audit':
        return page(court.audit);
      case 'fund':
        return this.fundView();
      case 'assets':
        return this.assetsView();
      case 'freezes':
        return page(
          court.freezes.map(({ account, freeze, reportedAt }) => {
            const caught = banks.caught(account, freeze);
            const sums = {
              caught: formatYuan(caught),
              uncaught: formatYuan((freeze.capFen - caught) as Fen),
              deducted: formatYuan(freeze.deductedFen),
            };
            const { reference, from, until, capFen, ended } = freeze;
            const { institution, account: number } = account;
            return {
              id: reference,
              institution,
              account: number,
              cap: formatYuan(capFen),
              ...sums,
              from,
              until,
              state: ended ? 'exhausted' : 'active',
              reportedAt,
            };
          }),
        );
      case undefined:
      default:
        return this.caseView();
    }
  }

  private orderOf(id: string | undefined): PaperOrder {
    const order = this.court.orders.find((one) => one.id === id);
    if (order === undefined) throw new PaperRefusal(404, 'no such order');
    return order;
  }

  private caseView(): object {
    const { court } = this;
    const { court: name, caseNumber, cause, filedOn } = court.file ?? {};
    const claims = court.claims.map(({ principalFen, paidFen, ...claim }) => ({
      ...claim,
      principal: formatYuan(principalFen),
      paid: formatYuan(paidFen),
    }));
    return {
      ...{
        id: 'case-1',
        court: name,
        caseNumber,
        cause,
        filedOn,
        state: court.state,
        ...court.marks,
        parties: court.parties,
        claims,
      },
      target: formatYuan(sumFen(court.claims.map((claim) => claim.principalFen))),
      paid: formatYuan(sumFen(court.claims.map((claim) => claim.paidFen))),
      watch: { until: court.until, slots: court.slots, state: court.state === 'dormant' ? 'watching' : 'ended' },
    };
  }

  private orderView({ requests, sent, targets: _, ...order }: PaperOrder): object {
    const count = (what: (request: PaperOrder['requests'][number]) => boolean) => requests.filter(what).length;
    const counts = {
      total: requests.length,
      open: count(({ state }) => state === 'queued'),
      silent: count(({ silent }) => silent),
      found: count(({ outcome }) => outcome === 'found'),
      nothing: count(({ outcome }) => outcome === 'nothing'),
      executed: count(({ state }) => state === 'executed'),
      refused: count(({ state }) => state === 'refused'),
      needsAttention: 0,
    };
    return { ...order, counts, fund: { sent: formatYuan(sent), received: formatYuan(sent) } };
  }

  private fundView(): object {
    const { deductions, payments } = this.court;
    const total = (column: readonly { amount: string }[]) => sumFen(column.map(({ amount }) => yuan(amount)));
    const [received, paid] = [total(deductions), total(payments)];
    return {
      deductions,
      payments,
      received: formatYuan(received),
      paid: formatYuan(paid),
      balance: formatYuan((received - paid) as Fen),
    };
  }

  private assetsView(): object {
    const numbers = this.court.parties.filter((party) => party['role'] === 'debtor').map((party) => String(party['idNumber']));
    const accounts = this.banks.accounts
      .filter((one) => one.ids.some((id) => numbers.includes(id)))
      .map((one) => ({
        ...{ institution: one.institution, account: one.account, asOf: this.court.marks['inquiredAt'] },
        ...{ balance: formatYuan(one.balanceFen), available: formatYuan(this.banks.available(one)) },
      }));
    return { accounts, silent: [...this.banks.silent] };
  }
}
