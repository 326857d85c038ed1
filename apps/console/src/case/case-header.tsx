import { type CaseView, type PartyView } from '../api/views.js';
import { Icon } from '../marks/icon.js';
import { CaseStateTag } from '../marks/state-tag.js';
import { usePersonName } from '../names.js';
import { hashOf } from '../route.js';
import { caseNumber, fenOf, masked, money, moneyOfFen, share } from '../words/figures.js';
import { useSay } from '../words/language.js';
import { useLive } from './live.js';

const partiesShown = 4;

export function CaseHeader({ case: one }: { case: CaseView }) {
  const say = useSay();
  const personName = usePersonName();
  const of = (role: PartyView['role']) => one.parties.filter((party) => party.role === role);
  return (
    <div className="case-header">
      <div className="case-title">
        <a href={hashOf({ page: 'cases' })} className="back">
          <Icon name="withdrawn" /> {say('act.back')}
        </a>
        <h1>{caseNumber(one.caseNumber)}</h1>
        {one.resumedNumber && (
          <span className="resumed">
            {say('case.resumedNumber')} <b>{caseNumber(one.resumedNumber)}</b>
          </span>
        )}
        <CaseStateTag state={one.state} />
        <LiveMark />
      </div>
      <div className="case-facts">
        <Money case={one} />
        <Parties title={say('case.debtors')} parties={of('debtor')} />
        <Parties title={say('case.creditors')} parties={of('creditor')} />
        <dl className="facts">
          <dt>{say('case.court')}</dt>
          <dd>{one.court.name}</dd>
          <dt>{say('case.cause')}</dt>
          <dd>{one.cause}</dd>
          <dt>{say('case.judge')}</dt>
          <dd>{personName(one.judgeId)}</dd>
          <dt>{say('case.filedOn')}</dt>
          <dd className="number">{one.filedOn}</dd>
          {one.dormantOn && (
            <>
              <dt>{say('case.dormantOn')}</dt>
              <dd className="number">{one.dormantOn}</dd>
            </>
          )}
        </dl>
      </div>
    </div>
  );
}

function Money({ case: one }: { case: CaseView }) {
  const say = useSay();
  const target = fenOf(one.target);
  const paid = fenOf(one.paid);
  return (
    <div className="case-money">
      <div className="quiet">{say('case.target')}</div>
      <div className="big money">{money(one.target)}</div>
      <div className="bar" role="img" aria-label={`${say('case.paid')} ${money(one.paid)}`}>
        <span className="bar-good" style={{ width: `${share(paid, target)}%` }} />
      </div>
      <div className="pair">
        <span>
          {say('case.paid')} <b className="money">{money(one.paid)}</b>
        </span>
        <span>
          {say('case.outstanding')} <b className="money">{moneyOfFen(target - paid)}</b>
        </span>
      </div>
    </div>
  );
}

function Parties({ title, parties }: { title: string; parties: readonly PartyView[] }) {
  const line = (party: PartyView) => (
    <li key={party.id}>
      <span>{party.name}</span> <span className="number quiet">{masked(party.idNumber)}</span>
    </li>
  );
  return (
    <div className="parties">
      <div className="quiet">
        {title} {parties.length > 1 && `(${parties.length})`}
      </div>
      <ul>{parties.slice(0, partiesShown).map(line)}</ul>
      {parties.length > partiesShown && (
        <details>
          <summary>+{parties.length - partiesShown}</summary>
          <ul>{parties.slice(partiesShown).map(line)}</ul>
        </details>
      )}
    </div>
  );
}

function LiveMark() {
  const say = useSay();
  const { state } = useLive();
  return (
    <span className={`live live-${state}`} role="status">
      <i aria-hidden="true" />
      {say(`live.${state}`)}
    </span>
  );
}
