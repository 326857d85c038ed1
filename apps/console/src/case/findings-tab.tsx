import { Button } from 'antd';
import { useState } from 'react';
import { getAll } from '../api/calls.js';
import { type FindingView, type SightingView } from '../api/asset-views.js';
import { type CaseView } from '../api/case-views.js';
import { Empty } from '../marks/empty.js';
import { StrangeTag } from '../marks/account-tags.js';
import { AccountNumber, Instant, Money } from '../marks/facts.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { ReasonDialog } from '../marks/reason-dialog.js';
import { FindingLevelTag, FindingStateTag } from '../marks/state-tag.js';
import { useInstitutionName } from '../names.js';
import { usePerson } from '../session.js';
import { dayOf, money } from '../words/figures.js';
import { useSay } from '../words/language.js';
import { useLive, useLiveResource } from './live.js';
import { ResumptionForm } from './resumption-form.js';

export function FindingsTab({ case: one }: { case: CaseView }) {
  const say = useSay();
  const findings = useLiveResource('findings', one.id, (signal) => getAll<FindingView>(`/findings?caseId=${one.id}`, signal));
  if (findings.problem) return <ProblemNotice problem={findings.problem} onRetry={findings.reload} />;
  if (findings.value === undefined) return null;
  if (findings.value.length === 0) return <Empty>{say('findings.none')}</Empty>;
  return (
    <div className="stack">
      {findings.value.map((finding) => (
        <Finding key={finding.id} finding={finding} case={one} />
      ))}
    </div>
  );
}

function Finding({ finding, case: one }: { finding: FindingView; case: CaseView }) {
  const say = useSay();
  const live = useLive();
  const judges = usePerson()?.role === 'judge';
  const [dialog, setDialog] = useState<'resume' | 'dismiss'>();
  const close = () => setDialog(undefined);
  const done = () => {
    close();
    live.changed('findings', 'case', 'audit');
  };
  const party = one.parties.find(({ id }) => id === finding.partyId);
  return (
    <article className={`finding finding-${finding.state}`}>
      <div className="section-head">
        <FindingLevelTag level={finding.level} />
        <h2>{say(`findings.kind.${finding.kind}`)}</h2>
        <span>{party?.name}</span>
        <FindingStateTag state={finding.state} />
        {judges && finding.state === 'open' && (
          <span className="push acts">
            {one.state === 'dormant' && (
              <Button type="primary" onClick={() => setDialog('resume')}>
                {say('act.resume')}
              </Button>
            )}
            <Button onClick={() => setDialog('dismiss')}>{say('act.dismiss')}</Button>
          </span>
        )}
      </div>
      <dl className="figures">
        <div>
          <dt>{say('findings.amount')}</dt>
          <dd className="money text-found">
            <Money yuan={finding.amount} />
          </dd>
        </div>
        <div>
          <dt>{say('findings.found')}</dt>
          <dd>{dayOf(finding.foundLegalAt)}</dd>
        </div>
      </dl>
      <h3>{say('findings.evidence')}</h3>
      <ul className="evidence">
        {finding.evidence.sightings?.map((sighting, index) => (
          <Sighting key={index} sighting={sighting} />
        ))}
        {finding.evidence.assets?.map((asset) => (
          <RegisteredThing key={asset.assetId} {...asset} />
        ))}
      </ul>
      {judges && finding.state === 'open' && one.state === 'dormant' && <p className="quiet">{say('findings.next')}</p>}
      {dialog === 'resume' && <ResumptionForm caseId={one.id} findingId={finding.id} onDone={done} onCancel={close} />}
      {dialog === 'dismiss' && (
        <ReasonDialog
          title={say('reason.title.dismiss')}
          hint={say('reason.dismissHint')}
          okText={say('act.dismiss')}
          path={`/findings/${finding.id}/dismissal`}
          onDone={done}
          onCancel={close}
        />
      )}
    </article>
  );
}

function Sighting({ sighting }: { sighting: SightingView }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  const { source } = sighting;
  return (
    <li>
      <span className="number">
        <Instant at={sighting.at} />
      </span>
      <span>{institutionName(sighting.institution)}</span>
      <AccountNumber account={sighting.account} />
      {source.kind === 'credit' && source.amount !== undefined && (
        <span>{say('findings.credited', { amount: money(source.amount) })}</span>
      )}
      <span>
        {say('assets.available')}{' '}
        <b className="money">
          {sighting.currency === 'CNY' ? '' : `${sighting.currency} `}
          {money(sighting.available).replace('¥', sighting.currency === 'CNY' ? '¥' : '')}
        </b>
      </span>
      {sighting.exemptionTag && <span className="tag tag-warn">{say('assets.exempt', { tag: sighting.exemptionTag })}</span>}
      <StrangeTag strange={sighting.strange} />
    </li>
  );
}

type RegisteredSighting = NonNullable<FindingView['evidence']['assets']>[number];

function RegisteredThing({ institution, description, assetId, strange }: RegisteredSighting) {
  const institutionName = useInstitutionName();
  return (
    <li>
      <span>{institutionName(institution)}</span>
      <span className="number">{assetId}</span>
      <span>{description}</span>
      <StrangeTag strange={strange} />
    </li>
  );
}
