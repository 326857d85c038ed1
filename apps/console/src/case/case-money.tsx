import { type CaseView } from '../api/case-views.js';
import { fenOf, money, moneyOfFen, share } from '../words/figures.js';
import { useSay } from '../words/language.js';

/** What is owed today, which grows with interest (R2.4-1), and how much of the whole was paid out. */
export function CaseMoney({ case: one }: { case: CaseView }) {
  const say = useSay();
  const { owedNow } = one;
  const paid = fenOf(one.paid);
  const target = fenOf(owedNow?.target ?? one.target);
  return (
    <div className="case-money">
      <div className="pair">
        <span className="quiet">{owedNow ? say('case.owedNow', { on: owedNow.on }) : say('case.outstanding')}</span>
        <span className="big money">{owedNow ? money(owedNow.owed) : moneyOfFen(target - paid)}</span>
      </div>
      {owedNow && (
        <div className="pair quiet">
          <span>{say(owedNow.withInterest ? 'case.withInterest' : 'case.noInterest')}</span>
          {fenOf(owedNow.perDay) > 0n && <span className="money">{say('case.perDay', { amount: money(owedNow.perDay) })}</span>}
        </div>
      )}
      <div className="bar" role="img" aria-label={`${say('case.paid')} ${money(one.paid)}`}>
        <span className="bar-good" style={{ width: `${share(paid, target)}%` }} />
      </div>
      <div className="pair">
        <span>
          {say('case.paid')} <b className="money">{money(one.paid)}</b>
        </span>
        <span>
          {say('case.target')} <b className="money">{moneyOfFen(target)}</b>
        </span>
      </div>
    </div>
  );
}
