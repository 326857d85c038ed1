import { Button, Table } from 'antd';
import { useState } from 'react';
import { get } from '../api/calls.js';
import { type CaseView, type Page, type StayView } from '../api/views.js';
import { useLegalDay } from '../legal-day.js';
import { Download } from '../marks/download.js';
import { Empty } from '../marks/empty.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { usePersonName } from '../names.js';
import { usePerson } from '../session.js';
import { useSay } from '../words/language.js';
import { useLive, useLiveResource } from './live.js';
import { StayBeginForm } from './stay-begin-form.js';
import { StayEndForm } from './stay-end-form.js';
import { StayTerm } from './stay-term.js';

export function StaysTab({ case: one }: { case: CaseView }) {
  const say = useSay();
  const live = useLive();
  const personName = usePersonName();
  const today = useLegalDay();
  const judges = usePerson()?.role === 'judge';
  const [dialog, setDialog] = useState<'begin' | StayView>();
  const stays = useLiveResource('case', `stays ${one.id}`, (signal) => get<Page<StayView>>(`/cases/${one.id}/stays`, signal));
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
                <div className="quiet">{one.parties.find(({ id }) => id === stay.partyId)?.name ?? say('stays.whole')}</div>
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
                {say(`stayBasis.${stay.kind}`)} <span className="quiet number">{say('stays.rule', { rule: stay.rule })}</span>
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
      {dialog === 'begin' && <StayBeginForm case={one} today={today} onDone={done} onCancel={close} />}
      {dialog !== undefined && dialog !== 'begin' && (
        <StayEndForm caseId={one.id} stay={dialog} today={today} onDone={done} onCancel={close} />
      )}
    </div>
  );
}
