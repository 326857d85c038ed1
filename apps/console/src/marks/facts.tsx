import { accountNumber, instant, money } from '../words/figures.js';

export function Money({ yuan, strong = false }: { yuan: string; strong?: boolean }) {
  return <span className={strong ? 'money strong' : 'money'}>{money(yuan)}</span>;
}

export function Instant({ at }: { at: string | null | undefined }) {
  if (at === null || at === undefined) return <span className="quiet">—</span>;
  return <time dateTime={at}>{instant(at)}</time>;
}

export function AccountNumber({ account }: { account: string }) {
  return <span className="number">{accountNumber(account)}</span>;
}
