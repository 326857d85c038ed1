import { type Written } from './acts.js';
import { Bank } from './bank/bank.js';
import { BankProtocol } from './bank/bank-protocol.js';
import { type BankEffect } from './bank/effects.js';
import { institutionOptions } from './config.js';
import { parseYuan } from './money.js';
import { SimulatorClock } from './simulator-clock.js';

/** What specs share: a bank on a hand-moved clock whose ledger is an array. */
export const START = Date.parse('2020-03-12T10:15:00+08:00');
export const OWNER = { name: '合山市宏达煤业有限公司', ids: [{ idType: 'uscc' as const, idNumber: '91451381567890126A' }] };
export const ACCOUNT = '45050164520100000123';
export const FUND = '45050161381309000015';

export function memory<E>(lines: Written<E>[] = []) {
  const kept: Written<E>[] = [...lines];
  return {
    kept,
    lines: [...lines],
    append: (act: Written<E>) => void kept.push(JSON.parse(JSON.stringify(act)) as Written<E>),
    synced: () => Promise.resolve(),
  };
}

export function handClock() {
  let now = START;
  return { clock: new SimulatorClock(() => now), advance: (ms: number) => (now += ms) };
}

export function openBank(extra: object = {}, balance = '320000.00', lines: Written<BankEffect>[] = [], time = handClock()) {
  const file = memory<BankEffect>(lines);
  const options = institutionOptions({ code: 'ccb', name: 'bank', protocol: 'rest-json', ...extra });
  const bank = new Bank(
    options,
    new BankProtocol({ knows: (account) => account === 'ELSEWHERE', delayMs: 1000 }, options),
    time.clock,
    file,
    () => 0.5,
  );
  if (lines.length === 0) bank.open(customer(ACCOUNT, balance));
  return { bank, file, ...time };
}

export function customer(account: string, balance: string, fund = false) {
  const opened = {
    account,
    class: 'basic' as const,
    currency: 'CNY',
    openedOn: '2009-05-18',
    branch: '合山支行',
    balance: parseYuan(balance),
    priorMeasures: [],
  };
  return { ...OWNER, kind: 'organisation' as const, accounts: [{ ...opened, ...(fund && { fund: true as const }) }] };
}

export function requestId(n: number): string {
  return `0198c5d0-7a00-7000-8000-${String(n).padStart(12, '0')}`;
}

/** A request as it comes over the line. */
export function request(n: number, measure: string, block: object, change: object = {}) {
  return {
    requestId: requestId(n),
    attempt: 1,
    measure,
    notAfter: '2020-03-12T10:16:00+08:00',
    caseNumber: '（2020）桂1381执恢15号',
    court: { code: '桂1381', name: '合山市人民法院' },
    judge: { name: '覃法官' },
    subject: { kind: 'organisation', name: OWNER.name, idType: 'uscc' as const, idNumbers: [OWNER.ids[0]?.idNumber] },
    legalBasis: {
      rulingNumber: '裁定1',
      noticeNumber: '通知1',
      documents: [{ id: 'd', name: '裁定书.pdf', mediaType: 'application/pdf', sha256: 'a'.repeat(64) }],
      officers: [1, 2].map((i) => ({ name: `officer ${i}`, workCard: `W${i}`, dutyCard: `D${i}` })),
    },
    [measure]: block,
    ...change,
  };
}

export const freezeBlock = (amount = '305000.00', change: object = {}) => ({
  account: ACCOUNT,
  amount,
  from: '2020-03-12',
  until: '2021-03-11',
  ...change,
});

export function put(bank: Bank, body: { requestId: string }) {
  return bank.put(body, body.requestId).reply;
}
