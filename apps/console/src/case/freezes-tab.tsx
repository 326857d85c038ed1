import { Table } from 'antd';
import { get } from '../api/calls.js';
import { type FreezeView } from '../api/freeze-views.js';
import { type Page } from '../api/views.js';
import { useLegalDay } from '../legal-day.js';
import { Empty } from '../marks/empty.js';
import { AccountNumber, Instant, Money } from '../marks/facts.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { FreezeStateTag } from '../marks/state-tag.js';
import { useInstitutionName } from '../names.js';
import { fenOf, money, moneyOfFen, share, sumFen } from '../words/figures.js';
import { useSay } from '../words/language.js';
import { FreezeTerm } from './freeze-term.js';
import { useLiveResource } from './live.js';
import { TopUps } from './top-ups.js';

export function FreezesTab({ caseId }: { caseId: string }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  const today = useLegalDay();
  const freezes = useLiveResource('freezes', caseId, (signal) => get<Page<FreezeView>>(`/cases/${caseId}/freezes`, signal));
  if (freezes.problem) return <ProblemNotice problem={freezes.problem} onRetry={freezes.reload} />;
  if (freezes.value === undefined) return null;
  const { items } = freezes.value;
  if (items.length === 0)
    return (
      <div className="stack">
        <TopUps caseId={caseId} />
        <Empty>{say('freezes.none')}</Empty>
      </div>
    );
  const active = items.filter((one) => one.state === 'active');
  return (
    <div className="stack">
      <TopUps caseId={caseId} />
      <dl className="figures">
        <Caps active={active} />
        <Figure title={say('freezes.caught')} fen={sumFen(active.map((one) => one.caught))} tone="caught" />
        <Figure title={say('freezes.uncaught')} fen={sumFen(active.map((one) => one.uncaught))} tone="uncaught" />
        <Figure title={say('freezes.deducted')} fen={sumFen(items.map((one) => one.deducted))} />
      </dl>
      <Table<FreezeView>
        rowKey="id"
        size="small"
        pagination={false}
        dataSource={items}
        columns={[
          {
            title: say('freezes.account'),
            render: (_, one) => (
              <>
                <div>{institutionName(one.institution)}</div>
                <AccountNumber account={one.account} />
              </>
            ),
          },
          { title: say('case.state'), render: (_, one) => <FreezeStateTag state={one.state} /> },
          {
            title: say('freezes.cap'),
            align: 'right',
            render: (_, one) => <Cap freeze={one} />,
          },
          {
            title: `${say('freezes.caught')} / ${say('freezes.uncaught')}`,
            width: 300,
            render: (_, one) => <CapBar freeze={one} />,
          },
          {
            title: say('freezes.deducted'),
            align: 'right',
            render: (_, one) => (one.kind === 'asset' ? '—' : <Money yuan={one.deducted} />),
          },
          {
            title: say('freezes.term'),
            render: (_, one) => <FreezeTerm freeze={one} today={today} />,
          },
          {
            title: say('assets.asOf'),
            render: (_, one) => (
              <>
                <div className="number">
                  <Instant at={one.reportedAt} />
                </div>
                <div className="quiet">{say(`freezes.${one.source}`)}</div>
              </>
            ),
          },
        ]}
      />
    </div>
  );
}

/** What is capped, and that more is held where a whole account is. */
function Caps({ active }: { active: readonly FreezeView[] }) {
  const say = useSay();
  const capped = active.filter((one) => !one.wholeAccount);
  const amount = moneyOfFen(sumFen(capped.map((one) => one.cap)));
  return (
    <div>
      <dt>{say('freezes.cap')}</dt>
      <dd className="money">{capped.length < active.length ? say('freezes.andWhole', { amount }) : amount}</dd>
    </div>
  );
}

/** A whole account has no cap (R2.3-2); once it is over, what it held says nothing. */
function Cap({ freeze }: { freeze: FreezeView }) {
  const say = useSay();
  if (freeze.kind === 'asset') return '—';
  if (freeze.wholeAccount) return <span title={say('freezes.wholeAccountHint')}>{say('freezes.wholeAccount')}</span>;
  return <Money yuan={freeze.cap} strong />;
}

/** Cap = caught + uncaught, always (R1.8-5). A deduction lowers the cap, so what it took stands before both. A sealed thing is held whole. */
function CapBar({ freeze }: { freeze: FreezeView }) {
  const say = useSay();
  const cap = fenOf(freeze.cap);
  const caught = fenOf(freeze.caught);
  const deducted = fenOf(freeze.deducted);
  const whole = cap + deducted;
  if (freeze.kind === 'asset') return <span className="quiet">—</span>;
  return (
    <div className="cap">
      <div
        className="bar"
        role="img"
        aria-label={`${say('freezes.caught')} ${money(freeze.caught)}, ${say('freezes.uncaught')} ${money(freeze.uncaught)}`}
      >
        <span className="bar-deducted" style={{ width: `${share(deducted, whole)}%` }} title={say('freezes.deducted')} />
        <span className="bar-caught" style={{ width: `${share(caught, whole)}%` }} />
        <span className="bar-uncaught" style={{ width: `${share(cap - caught, whole)}%` }} title={say('freezes.uncaughtHint')} />
      </div>
      <div className="pair">
        <span className="text-caught">
          {say('freezes.caught')} <Money yuan={freeze.caught} />
        </span>
        {fenOf(freeze.uncaught) > 0n && (
          <span className="text-uncaught" title={say('freezes.uncaughtHint')}>
            {say('freezes.uncaught')} <Money yuan={freeze.uncaught} />
          </span>
        )}
      </div>
    </div>
  );
}

function Figure({ title, fen, tone }: { title: string; fen: bigint; tone?: 'caught' | 'uncaught' }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd className={tone ? `money text-${tone}` : 'money'}>{moneyOfFen(fen)}</dd>
    </div>
  );
}
