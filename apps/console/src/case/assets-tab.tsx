import { Alert, Button, Table } from 'antd';
import { useState } from 'react';
import { call, get } from '../api/calls.js';
import { asProblem } from '../api/problem.js';
import { type AccountMark } from '../api/party-views.js';
import { type AccountView, type AssetsView, type RegisteredAssetView } from '../api/asset-views.js';
import { type CaseView } from '../api/case-views.js';
import { type ShownAs } from '../api/order-views.js';
import { Empty } from '../marks/empty.js';
import { MarkTags, StrangeTag } from '../marks/account-tags.js';
import { AccountNumber, Instant, Money } from '../marks/facts.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { ReasonDialog } from '../marks/reason-dialog.js';
import { ShownMark } from '../marks/shown-mark.js';
import { shownOrder } from '../marks/shown-order.js';
import { useInstitutionName } from '../names.js';
import { usePerson } from '../session.js';
import { money, moneyOfFen, sumFen } from '../words/figures.js';
import { useSay, wordOr } from '../words/language.js';
import { AccountMarkForm } from './account-mark-form.js';
import { useLive, useLiveResource } from './live.js';

/** With several debtors an old answer about one of them must not date the silence about another. */
const unanswered: ReadonlySet<string> = new Set(['silent', 'no_answer_yet', 'needs_attention', 'not_asked']);

export function AssetsTab({ case: one }: { case: CaseView }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  const assets = useLiveResource('assets', one.id, (signal) => get<AssetsView>(`/cases/${one.id}/assets`, signal));
  if (assets.problem) return <ProblemNotice problem={assets.problem} onRetry={assets.reload} />;
  if (assets.value === undefined) return null;
  const { accounts, assets: registered, institutions, silent } = assets.value;
  if (institutions.every((one) => one.shownAs === 'not_asked' || one.shownAs === 'not_applicable'))
    return <Empty>{say('assets.noneAsked')}</Empty>;
  return (
    <div className="stack">
      {silent.length > 0 && (
        <Alert
          type="warning"
          title={
            <>
              {say('assets.silentTitle', { count: silent.length })}{' '}
              <b>{silent.map((code) => institutionName(code)).join(say('app.comma'))}</b>
            </>
          }
        />
      )}
      {accounts.length + registered.length === 0 && <Empty>{say('assets.none')}</Empty>}
      {accounts.length > 0 && <Accounts accounts={accounts} case={one} />}
      {registered.length > 0 && <Registered assets={registered} case={one} />}
      <ByInstitution institutions={institutions} />
    </div>
  );
}

function Accounts({ accounts, case: { id, parties } }: { accounts: readonly AccountView[]; case: CaseView }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  const live = useLive();
  const role = usePerson()?.role;
  const acts = role === 'judge' || role === 'clerk';
  const [removing, setRemoving] = useState<{ account: AccountView; mark: AccountMark }>();
  const [marking, setMarking] = useState<AccountView>();
  const done = () => {
    setMarking(undefined);
    setRemoving(undefined);
    live.changed('assets', 'freezes', 'audit');
  };
  // an account told of two debtors holds its money once (R10.2)
  const once = [...new Map(accounts.map((account) => [`${account.institution} ${account.account}`, account])).values()];
  const free = once
    .filter((account) => !account.exemptionTag && account.strange === undefined)
    .map((account) => account.available);
  return (
    <div>
      <div className="section-head">
        <h2>{say('assets.accounts')}</h2>
        <span className="quiet">
          {say('assets.sum')} <b className="money">{moneyOfFen(sumFen(free))}</b>
        </span>
        <CsvButton caseId={id} />
      </div>
      <Table<AccountView>
        rowKey={(one) => one.partyId + one.institution + one.account}
        size="small"
        pagination={false}
        dataSource={accounts}
        columns={[
          { title: say('case.debtors'), render: (_, one) => nameOf(parties, one.partyId) },
          { title: say('assets.institution'), render: (_, one) => institutionName(one.institution) },
          {
            title: say('assets.account'),
            render: (_, one) => (
              <>
                <AccountNumber account={one.account} />
                {one.exemptionTag && <span className="tag tag-warn">{say('assets.exempt', { tag: one.exemptionTag })}</span>}
                <StrangeTag strange={one.strange} />
                <MarkTags marks={one.marks} {...(acts && { onRemove: (mark) => setRemoving({ account: one, mark }) })} />
              </>
            ),
          },
          { title: say('assets.class'), render: (_, one) => wordOr(say, `accountClass.${one.class}`, one.class) },
          { title: say('assets.balance'), align: 'right', render: (_, one) => <Money yuan={one.balance} /> },
          { title: say('assets.available'), align: 'right', render: (_, one) => <Money yuan={one.available} strong /> },
          {
            title: say('assets.prior'),
            render: (_, one) =>
              one.priorMeasures.length === 0 ? (
                <span className="quiet">—</span>
              ) : (
                <span title={one.priorMeasures.map((prior) => `${prior.authority} ${prior.documentNumber}`).join('\n')}>
                  {say('assets.priorCount', { count: one.priorMeasures.length })}
                </span>
              ),
          },
          { title: say('assets.asOf'), className: 'number', render: (_, one) => <Instant at={one.asOf} /> },
          {
            title: '',
            key: 'acts',
            align: 'right',
            render: (_, one) =>
              acts && (
                <Button size="small" data-act="mark-account" onClick={() => setMarking(one)}>
                  {say('mark.add')}
                </Button>
              ),
          },
        ]}
      />
      {marking && <AccountMarkForm caseId={id} account={marking} onDone={done} onCancel={() => setMarking(undefined)} />}
      {removing && (
        <ReasonDialog
          title={`${say('mark.remove')} ${say(`mark.${removing.mark}`)}`}
          hint={say('mark.removeHint')}
          okText={say('mark.remove')}
          path={`/cases/${id}/account-marks/removal`}
          body={{ institution: removing.account.institution, account: removing.account.account, mark: removing.mark }}
          onDone={done}
          onCancel={() => setRemoving(undefined)}
        />
      )}
    </div>
  );
}

function Registered({ assets, case: { parties } }: { assets: readonly RegisteredAssetView[]; case: CaseView }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  return (
    <div>
      <h2>{say('assets.registered')}</h2>
      <Table<RegisteredAssetView>
        rowKey={(one) => one.partyId + one.institution + one.assetId}
        size="small"
        pagination={false}
        dataSource={assets}
        columns={[
          { title: say('case.debtors'), render: (_, one) => nameOf(parties, one.partyId) },
          { title: say('assets.institution'), render: (_, one) => institutionName(one.institution) },
          { title: say('assets.kind'), render: (_, one) => say(`assets.kind.${one.kind}`) },
          {
            title: say('assets.number'),
            className: 'number',
            render: (_, one) => (
              <>
                {one.assetId} <StrangeTag strange={one.strange} />
              </>
            ),
          },
          {
            title: say('assets.description'),
            render: (_, { description, shares }) => (
              <>
                {description}
                {shares && (
                  <div className="quiet">
                    {say('assets.sharesFree', {
                      available: shares.available,
                      close: money(shares.previousClose),
                      on: shares.closeOn,
                    })}
                  </div>
                )}
              </>
            ),
          },
          { title: say('assets.asOf'), className: 'number', render: (_, one) => <Instant at={one.asOf} /> },
        ]}
      />
    </div>
  );
}

function nameOf(parties: CaseView['parties'], id: string): string {
  return parties.find((party) => party.id === id)?.name ?? '—';
}

function ByInstitution({ institutions }: { institutions: AssetsView['institutions'] }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  const place = ({ shownAs }: { shownAs: ShownAs | 'not_asked' }) =>
    shownAs === 'not_asked' ? shownOrder.length : shownOrder.indexOf(shownAs);
  const sorted = [...institutions].sort((one, other) => place(one) - place(other));
  return (
    <div>
      <h2>{say('assets.byInstitution')}</h2>
      <ul className="matrix">
        {sorted.map((one) => (
          <li key={one.code} className={`cell cell-${one.shownAs}`}>
            <span className="cell-name">{institutionName(one.code, one.name)}</span>
            <ShownMark shownAs={one.shownAs} />
            <span className="cell-facts">
              {one.asOf && !unanswered.has(one.shownAs) && (
                <>
                  {say('request.asOf')} <Instant at={one.asOf} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function CsvButton({ caseId }: { caseId: string }) {
  const say = useSay();
  const [problem, setProblem] = useState<string>();
  // A link could not send the Authorization header.
  const download = async () => {
    try {
      const response = await call(`/cases/${caseId}/assets?format=csv`, { headers: { accept: 'text/csv' } });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = `assets-${caseId}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
      setProblem(undefined);
    } catch (thrown) {
      setProblem(asProblem(thrown).message);
    }
  };
  return (
    <span className="push">
      {problem !== undefined && <span className="error-text">{problem} </span>}
      <Button onClick={() => void download()}>{say('act.csv')}</Button>
    </span>
  );
}
