import { type CaseView, type PartyView } from '../api/case-views.js';
import { Icon } from '../marks/icon.js';
import { CaseStateTag } from '../marks/state-tag.js';
import { usePersonName } from '../names.js';
import { hashOf } from '../route.js';
import { caseNumber, masked } from '../words/figures.js';
import { useSay } from '../words/language.js';
import { ArchivedRows } from './archived-rows.js';
import { CaseMoney } from './case-money.js';
import { useLive } from './live.js';
import { OpenStays } from './open-stays.js';
import { TimeLimits } from './time-limits.js';

const partiesShown = 4;

export function CaseHeader({ case: one }: { case: CaseView }) {
  const say = useSay();
  const personName = usePersonName();
  const of = (role: PartyView['role']) => one.parties.filter((party) => party.role === role);
  const facts = [
    [say('case.court'), one.court.name],
    [say('case.cause'), one.cause],
    [say('case.judge'), personName(one.judgeId)],
    [say('case.filedOn'), one.filedOn],
    ...(one.dormantOn ? [[say('case.dormantOn'), one.dormantOn]] : []),
  ];
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
      <TimeLimits timeLimits={one.timeLimits} />
      <OpenStays case={one} />
      <ArchivedRows case={one} />
      <dl className="case-line">
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="case-facts">
        <CaseMoney case={one} />
        <Parties title={say('case.debtors')} parties={of('debtor')} />
        <Parties title={say('case.creditors')} parties={of('creditor')} />
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
