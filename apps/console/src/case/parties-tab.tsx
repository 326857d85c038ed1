import { Button, Table } from 'antd';
import { useState } from 'react';
import { get } from '../api/calls.js';
import { type DoubtView, type IdentityView } from '../api/party-views.js';
import { type CaseView } from '../api/case-views.js';
import { type Page } from '../api/views.js';
import { Download } from '../marks/download.js';
import { Empty } from '../marks/empty.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { useInstitutionName, usePersonName } from '../names.js';
import { usePerson } from '../session.js';
import { dayOf, masked } from '../words/figures.js';
import { useSay, wordOr } from '../words/language.js';
import { DoubtForm } from './doubt-form.js';
import { IdentityForm } from './identity-form.js';
import { useLive, useLiveResource } from './live.js';

/** By what names and numbers the parties are known, and answers about somebody who may not be the debtor. */
export function PartiesTab({ case: one }: { case: CaseView }) {
  const live = useLive();
  const role = usePerson()?.role;
  const [dialog, setDialog] = useState<'add' | DoubtView>();
  const acts = role === 'judge' || role === 'clerk';
  const close = () => setDialog(undefined);
  const done = () => {
    close();
    live.changed('case', 'orders', 'assets', 'findings', 'freezes', 'audit');
  };
  return (
    <div className="stack">
      <Doubts case={one} {...(acts && { onSettle: setDialog })} />
      <Identities case={one} {...(acts && one.state !== 'closed' && { onAdd: () => setDialog('add') })} />
      {dialog === 'add' && <IdentityForm case={one} onDone={done} onCancel={close} />}
      {dialog !== undefined && dialog !== 'add' && <DoubtForm caseId={one.id} doubt={dialog} onDone={done} onCancel={close} />}
    </div>
  );
}

function Doubts({ case: one, onSettle }: { case: CaseView; onSettle?: (doubt: DoubtView) => void }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  const doubts = useLiveResource('case', `doubts ${one.id}`, (signal) =>
    get<Page<DoubtView>>(`/cases/${one.id}/identity-doubts`, signal),
  );
  if (doubts.problem) return <ProblemNotice problem={doubts.problem} onRetry={doubts.reload} />;
  if (doubts.value === undefined) return null;
  return (
    <div>
      <h2>{say('doubt.title')}</h2>
      <p className="quiet">{say('doubt.hint')}</p>
      <Table<DoubtView>
        rowKey="id"
        size="small"
        pagination={false}
        dataSource={doubts.value.items}
        locale={{ emptyText: <Empty>{say('doubt.none')}</Empty> }}
        columns={[
          {
            title: say('doubt.what'),
            render: (_, doubt) => (
              <>
                <b>{say(`doubt.kind.${doubt.kind}`)}</b>
                <div className="quiet number">
                  {dayOf(doubt.openedAt)} {doubt.asset}
                </div>
              </>
            ),
          },
          { title: say('assets.institution'), render: (_, doubt) => institutionName(doubt.institution) },
          { title: say('case.debtors'), render: (_, doubt) => one.parties.find(({ id }) => id === doubt.partyId)?.name },
          { title: say('doubt.holders'), render: (_, doubt) => <Holders holders={doubt.holders} /> },
          { title: say('doubt.state'), render: (_, doubt) => <Outcome doubt={doubt} /> },
          {
            title: '',
            key: 'acts',
            align: 'right',
            render: (_, doubt) =>
              onSettle &&
              doubt.verdict === undefined && (
                <Button data-act="settle-doubt" onClick={() => onSettle(doubt)}>
                  {say('doubt.settle')}
                </Button>
              ),
          },
        ]}
      />
    </div>
  );
}

function Holders({ holders }: { holders: DoubtView['holders'] }) {
  if (holders.length === 0) return <span className="quiet">—</span>;
  return holders.map(({ name, idNumber }) => (
    <div key={name + String(idNumber)}>
      {name} {idNumber !== undefined && <span className="quiet number">{masked(idNumber)}</span>}
    </div>
  ));
}

function Outcome({ doubt }: { doubt: DoubtView }) {
  const say = useSay();
  const personName = usePersonName();
  if (doubt.verdict === undefined) return <span className="tag tag-warn">{say('doubt.open')}</span>;
  return (
    <>
      <span className={`tag ${doubt.verdict === 'not_debtors' ? 'tag-alarm' : 'tag-good'}`}>
        {say(`doubt.verdict.${doubt.verdict}`)}
      </span>
      {doubt.closedBy !== undefined && (
        <div className="quiet">
          {personName(doubt.closedBy)} {doubt.reason}
        </div>
      )}
      {doubt.documentId !== undefined && <Download path={`/documents/${doubt.documentId}`}>{say('stays.read')}</Download>}
    </>
  );
}

interface Known {
  readonly id: string;
  readonly party: string;
  readonly kind: IdentityView['kind'] | 'as_filed';
  readonly name: string;
  readonly idType: string;
  readonly idNumber: string;
  readonly more?: IdentityView;
}

function Identities({ case: one, onAdd }: { case: CaseView; onAdd?: () => void }) {
  const say = useSay();
  const personName = usePersonName();
  const identities = useLiveResource('case', `identities ${one.id}`, (signal) =>
    get<Page<IdentityView>>(`/cases/${one.id}/identities`, signal),
  );
  if (identities.problem) return <ProblemNotice problem={identities.problem} onRetry={identities.reload} />;
  const more = identities.value?.items ?? [];
  const shown = one.parties.filter(({ id, role }) => role === 'debtor' || more.some(({ partyId }) => partyId === id));
  const known = shown.flatMap(({ id, name, idType, idNumber }): Known[] => [
    { id, party: name, kind: 'as_filed', name, idType, idNumber },
    ...more.filter(({ partyId }) => partyId === id).map((identity) => ({ ...identity, party: name, more: identity })),
  ]);
  return (
    <div>
      <div className="section-head">
        <h2>{say('identity.title')}</h2>
        {onAdd && (
          <span className="push">
            <Button data-act="add-identity" onClick={onAdd}>
              {say('identity.add')}
            </Button>
          </span>
        )}
      </div>
      <p className="quiet">{say('identity.hint')}</p>
      <Table<Known>
        rowKey="id"
        size="small"
        pagination={false}
        dataSource={known}
        columns={[
          { title: say('identity.party'), dataIndex: 'party' },
          { title: say('identity.kind'), render: (_, one) => say(`identity.kind.${one.kind}`) },
          { title: say('identity.name'), dataIndex: 'name' },
          {
            title: say('identity.number'),
            render: (_, { idType, idNumber }) => (
              <>
                <span className="number">{masked(idNumber)}</span>{' '}
                <span className="quiet">{wordOr(say, `idType.${idType}`, idType)}</span>
              </>
            ),
          },
          {
            title: say('identity.by'),
            render: (_, { more: identity }) =>
              identity && (
                <>
                  {personName(identity.addedBy)} <span className="quiet">{identity.reason}</span>{' '}
                  <Download path={`/documents/${identity.documentId}`}>{say('stays.read')}</Download>
                </>
              ),
          },
        ]}
      />
    </div>
  );
}
