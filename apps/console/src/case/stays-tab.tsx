import { Button, Table } from 'antd';
import { useState } from 'react';
import { get } from '../api/calls.js';
import { type CaseView, type StayView } from '../api/case-views.js';
import { type FreezeView } from '../api/freeze-views.js';
import { type Page } from '../api/views.js';
import { useLegalDay } from '../legal-day.js';
import { Download } from '../marks/download.js';
import { Empty } from '../marks/empty.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { useInstitutionName, usePersonName } from '../names.js';
import { usePerson } from '../session.js';
import { accountNumber } from '../words/figures.js';
import { useSay } from '../words/language.js';
import { useLive, useLiveResource } from './live.js';
import { StayAbout } from './stay-about.js';
import { StayBeginForm } from './stay-begin-form.js';
import { StayEndForm } from './stay-end-form.js';
import { type ScopedAccount } from './stay-scope.js';
import { StayTerm } from './stay-term.js';

export function StaysTab({ case: one }: { case: CaseView }) {
  const say = useSay();
  const live = useLive();
  const personName = usePersonName();
  const today = useLegalDay();
  const judges = usePerson()?.role === 'judge';
  const [dialog, setDialog] = useState<'begin' | StayView>();
  const stays = useLiveResource('case', `stays ${one.id}`, (signal) => get<Page<StayView>>(`/cases/${one.id}/stays`, signal));
  const accounts = useScopedAccounts(one.id);
  if (stays.problem) return <ProblemNotice problem={stays.problem} onRetry={stays.reload} />;
  if (stays.value === undefined) return null;
  const close = () => setDialog(undefined);
  const done = () => {
    close();
    live.changed('case', 'orders', 'audit');
  };
  return (
    <div className="stack">
      {judges && one.state !== 'closed' && (
        <Button data-act="begin-stay" onClick={() => setDialog('begin')}>
          {say('stays.begin')}
        </Button>
      )}
      <Table<StayView>
        rowKey="id"
        size="small"
        pagination={false}
        dataSource={stays.value.items}
        locale={{ emptyText: <Empty>{say('stays.none')}</Empty> }}
        columns={[
          {
            title: say('stays.kind'),
            render: (_, stay) => (
              <>
                <b>{say(`stayKind.${stay.kind}`)}</b>
                <div className="quiet">
                  <StayAbout case={one} stay={stay} />
                </div>
              </>
            ),
          },
          {
            title: say('stays.barred'),
            width: 200,
            render: (_, stay) => stay.bars.map((bar) => say(`measure.${bar}`)).join(say('app.comma')),
          },
          {
            title: say('stays.basis'),
            render: (_, stay) => (
              <>
                {stay.authority} <span className="quiet number">{say('stays.rule', { rule: stay.rule })}</span>
              </>
            ),
          },
          {
            title: say('stays.term'),
            width: 190,
            render: (_, stay) => (
              <>
                <StayTerm stay={stay} today={today} />
                {stay.endedOn && <div className="quiet">{say('stays.ended', { on: stay.endedOn })}</div>}
              </>
            ),
          },
          {
            title: say('stays.by'),
            width: 112,
            render: (_, stay) => (
              <>
                <div>{personName(stay.begunBy)}</div>
                {stay.endedBy && <div className="quiet">{personName(stay.endedBy)}</div>}
              </>
            ),
          },
          {
            title: say('audit.reason'),
            width: 150,
            render: (_, stay) => (
              <>
                <div>{stay.reason}</div>
                {stay.endingReason && <div className="quiet">{stay.endingReason}</div>}
                <Download path={`/documents/${stay.documentId}`}>{say('stays.read')}</Download>
              </>
            ),
          },
          {
            title: '',
            key: 'acts',
            align: 'right',
            render: (_, stay) =>
              judges &&
              stay.endedOn === undefined && (
                <Button data-act="end-stay" onClick={() => setDialog(stay)}>
                  {say('stays.end')}
                </Button>
              ),
          },
        ]}
      />
      {dialog === 'begin' && <StayBeginForm case={one} accounts={accounts} today={today} onDone={done} onCancel={close} />}
      {dialog !== undefined && dialog !== 'begin' && (
        <StayEndForm caseId={one.id} stay={dialog} today={today} onDone={done} onCancel={close} />
      )}
    </div>
  );
}

/** The accounts and things of a case under a measure, which is what a stay of one alone can hold up. */
function useScopedAccounts(caseId: string): readonly ScopedAccount[] {
  const institutionName = useInstitutionName();
  const freezes = useLiveResource('freezes', caseId, (signal) => get<Page<FreezeView>>(`/cases/${caseId}/freezes`, signal));
  const active = freezes.value?.items.filter(({ state }) => state === 'active') ?? [];
  return active.map(({ institution, account }) => ({
    institution,
    account,
    label: `${institutionName(institution)} ${accountNumber(account)}`,
  }));
}
