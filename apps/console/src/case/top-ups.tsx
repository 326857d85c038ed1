import { Button, Skeleton, Table } from 'antd';
import { useState } from 'react';
import { get } from '../api/calls.js';
import { type FreezePlanView, type TopUpView } from '../api/freeze-views.js';
import { type Page } from '../api/views.js';
import { MarkTags } from '../marks/account-tags.js';
import { AccountNumber, Money } from '../marks/facts.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { ReasonDialog } from '../marks/reason-dialog.js';
import { useInstitutionName, usePersonName } from '../names.js';
import { usePerson } from '../session.js';
import { dayOf, fenOf, money } from '../words/figures.js';
import { useSay } from '../words/language.js';
import { useLive, useLiveResource } from './live.js';

/** The further freeze proposed because interest has outgrown the caps, and those a judge dismissed (R2.4-5). */
export function TopUps({ caseId }: { caseId: string }) {
  const say = useSay();
  const personName = usePersonName();
  const topUps = useLiveResource('freezes', `top-ups ${caseId}`, (signal) =>
    get<Page<TopUpView>>(`/cases/${caseId}/top-ups`, signal),
  );
  if (topUps.problem) return <ProblemNotice problem={topUps.problem} onRetry={topUps.reload} />;
  const items = topUps.value?.items ?? [];
  const open = items.find(({ state }) => state === 'open');
  const dismissed = items.filter(({ state }) => state === 'dismissed');
  return (
    <>
      {open && <Proposal caseId={caseId} topUp={open} />}
      {dismissed.length > 0 && (
        <details>
          <summary>
            {say('topUp.earlier')} ({dismissed.length})
          </summary>
          <ul className="evidence">
            {dismissed.map((one) => (
              <li key={one.id}>
                <span className="number">{dayOf(one.proposedAt)}</span>
                <Money yuan={one.shortfall} strong />
                <span>{say('topUp.dismissed', { who: personName(one.closedBy), reason: one.reason ?? '' })}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Proposal({ caseId, topUp }: { caseId: string; topUp: TopUpView }) {
  const say = useSay();
  const live = useLive();
  const role = usePerson()?.role;
  const [asks, setAsks] = useState(false);
  return (
    <article className="finding">
      <div className="section-head">
        <h2>{say('topUp.title')}</h2>
        {role === 'judge' && (
          <span className="push acts">
            <Button data-act="dismiss-top-up" onClick={() => setAsks(true)}>
              {say('act.dismiss')}
            </Button>
          </span>
        )}
      </div>
      <p>{say('topUp.why', { date: dayOf(topUp.proposedAt), shortfall: money(topUp.shortfall) })}</p>
      <dl className="figures">
        <Figure title={say('topUp.owed')} yuan={topUp.owed} />
        <Figure title={say('topUp.caps')} yuan={topUp.caps} />
        <Figure title={say('topUp.shortfall')} yuan={topUp.shortfall} />
        <Figure title={say('topUp.perDay')} yuan={topUp.perDay} />
      </dl>
      {(role === 'judge' || role === 'clerk' || role === 'approver') && <Plan caseId={caseId} />}
      {asks && (
        <ReasonDialog
          title={say('reason.title.dismissTopUp')}
          hint={say('reason.dismissTopUpHint')}
          okText={say('act.dismiss')}
          path={`/cases/${caseId}/top-ups/dismissal`}
          onDone={() => {
            setAsks(false);
            live.changed('freezes', 'audit');
          }}
          onCancel={() => setAsks(false)}
        />
      )}
    </article>
  );
}

/** Where it could be frozen, least harm first; the api keeps the plan to those who place and approve orders. */
function Plan({ caseId }: { caseId: string }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  const plan = useLiveResource('freezes', `plan ${caseId}`, (signal) =>
    get<FreezePlanView>(`/cases/${caseId}/freeze-plan`, signal),
  );
  if (plan.problem) return <ProblemNotice problem={plan.problem} onRetry={plan.reload} />;
  if (plan.value === undefined) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  const { lines, unplaced } = plan.value;
  return (
    <>
      <h3>{say('topUp.where')}</h3>
      {lines.length === 0 ? (
        <p>{say('topUp.nowhere')}</p>
      ) : (
        <Table<FreezePlanView['lines'][number]>
          rowKey={({ institution, account }) => `${institution} ${account}`}
          size="small"
          pagination={false}
          dataSource={lines}
          columns={[
            { title: say('request.institution'), render: (_, line) => institutionName(line.institution) },
            { title: say('assets.account'), render: (_, line) => <AccountNumber account={line.account} /> },
            { title: say('topUp.newCap'), align: 'right', render: (_, line) => <Money yuan={line.cap} strong /> },
            {
              title: say('topUp.because'),
              render: (_, line) => (
                <>
                  {line.because} <MarkTags marks={line.marks} />
                  {line.shares && (
                    <div className="quiet">{say('plan.shares', { ...line.shares, close: money(line.shares.previousClose) })}</div>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
      {lines.length > 0 && fenOf(unplaced) > 0n && <p>{say('topUp.unplaced', { amount: money(unplaced) })}</p>}
      <p className="quiet">{say('topUp.how')}</p>
    </>
  );
}

function Figure({ title, yuan }: { title: string; yuan: string }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <Money yuan={yuan} />
      </dd>
    </div>
  );
}
