import { Table } from 'antd';
import { get } from '../api/calls.js';
import { type CaseView } from '../api/case-views.js';
import { type FundView } from '../api/freeze-views.js';
import { Empty } from '../marks/empty.js';
import { Instant, Money } from '../marks/facts.js';
import { Icon } from '../marks/icon.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { fenOf, money, moneyOfFen, sumFen } from '../words/figures.js';
import { useSay } from '../words/language.js';
import { useLiveResource } from './live.js';

export function FundTab({ case: one }: { case: CaseView }) {
  const say = useSay();
  const fund = useLiveResource('fund', one.id, (signal) => get<FundView>(`/cases/${one.id}/fund`, signal));
  if (fund.problem) return <ProblemNotice problem={fund.problem} onRetry={fund.reload} />;
  if (fund.value === undefined) return null;
  if (fund.value.deductions.length + fund.value.payments.length === 0) return <Empty>{say('fund.none')}</Empty>;
  return (
    <div className="stack">
      <Flow fund={fund.value} />
      <Deductions fund={fund.value} />
      <PerCreditor case={one} fund={fund.value} />
    </div>
  );
}

/** Sent, received and paid are three different things (R1.9-5): only a line of the fund account's statement makes money received. */
function Flow({ fund }: { fund: FundView }) {
  const say = useSay();
  const sent = sumFen(fund.deductions.map((one) => one.amount));
  const arrived = sumFen(fund.deductions.map((one) => one.received));
  return (
    <ol className="flow">
      <li>
        <span>{say('fund.sent')}</span>
        <b className="money">{moneyOfFen(sent)}</b>
        <small>{sent > arrived ? say('fund.inTransit', { amount: moneyOfFen(sent - arrived) }) : ' '}</small>
      </li>
      <li className="arrow" aria-hidden="true">
        <Icon name="flow" size={20} />
      </li>
      <li>
        <span>{say('fund.received')}</span>
        <b className="money">{money(fund.received)}</b>
        <small>
          {say('fund.balance')} {money(fund.balance)}
        </small>
      </li>
      <li className="arrow" aria-hidden="true">
        <Icon name="flow" size={20} />
      </li>
      <li>
        <span>{say('fund.paid')}</span>
        <b className="money">{money(fund.paid)}</b>
        <small> </small>
      </li>
    </ol>
  );
}

function Deductions({ fund }: { fund: FundView }) {
  const say = useSay();
  return (
    <div>
      <h2>{say('fund.deductions')}</h2>
      <Table<FundView['deductions'][number]>
        rowKey="requestId"
        size="small"
        pagination={false}
        dataSource={fund.deductions}
        columns={[
          { title: say('fund.amount'), align: 'right', width: 180, render: (_, one) => <Money yuan={one.amount} strong /> },
          { title: say('fund.sentAt'), className: 'number', render: (_, one) => <Instant at={one.sentAt} /> },
          { title: say('fund.received'), align: 'right', width: 220, render: (_, one) => <Money yuan={one.received} /> },
          {
            title: say('fund.receivedAt'),
            className: 'number',
            render: (_, one) =>
              one.receivedAt ? <Instant at={one.receivedAt} /> : <span className="tag tag-warn">{say('fund.notReceived')}</span>,
          },
        ]}
      />
    </div>
  );
}

interface CreditorRow {
  readonly claimId: string;
  readonly name: string;
  readonly title: string;
  readonly principal: string;
  readonly paid: string;
  readonly payments: FundView['payments'];
}

function PerCreditor({ case: one, fund }: { case: CaseView; fund: FundView }) {
  const say = useSay();
  const rows: CreditorRow[] = one.claims.map((claim) => ({
    claimId: claim.id,
    name: one.parties.find((party) => party.id === claim.creditorId)?.name ?? '—',
    title: claim.title,
    principal: claim.principal,
    paid: claim.paid,
    payments: fund.payments.filter((payment) => payment.claimId === claim.id),
  }));
  const total = (yuan: readonly string[]) => <b className="money">{moneyOfFen(sumFen(yuan))}</b>;
  return (
    <div>
      <h2>{say('fund.payments')}</h2>
      <Table<CreditorRow>
        rowKey="claimId"
        size="small"
        pagination={false}
        dataSource={rows}
        columns={[
          {
            title: say('fund.creditor'),
            render: (_, row) => (
              <>
                {row.name} <span className="quiet">{row.title}</span>
              </>
            ),
          },
          { title: say('fund.due'), align: 'right', render: (_, row) => <Money yuan={row.principal} /> },
          { title: say('case.paid'), align: 'right', render: (_, row) => <Money yuan={row.paid} strong /> },
          {
            title: say('fund.left'),
            align: 'right',
            render: (_, row) => <span className="money">{moneyOfFen(fenOf(row.principal) - fenOf(row.paid))}</span>,
          },
          { title: say('fund.paidAt'), className: 'number', render: (_, row) => <Payments payments={row.payments} /> },
        ]}
        summary={() => (
          <Table.Summary.Row className="sum">
            <Table.Summary.Cell index={0}>{say('freezes.sums')}</Table.Summary.Cell>
            <Table.Summary.Cell index={1} align="right">
              {total(rows.map((row) => row.principal))}
            </Table.Summary.Cell>
            <Table.Summary.Cell index={2} align="right">
              {total(rows.map((row) => row.paid))}
            </Table.Summary.Cell>
            <Table.Summary.Cell index={3} align="right">
              <b className="money">
                {moneyOfFen(sumFen(rows.map((row) => row.principal)) - sumFen(rows.map((row) => row.paid)))}
              </b>
            </Table.Summary.Cell>
            <Table.Summary.Cell index={4} />
          </Table.Summary.Row>
        )}
      />
    </div>
  );
}

function Payments({ payments }: { payments: FundView['payments'] }) {
  const say = useSay();
  if (payments.length === 0) return <span className="quiet">{say('fund.notPaid')}</span>;
  return payments.map((payment) => (
    <div key={payment.requestId}>
      {payment.state === 'paid' && <Instant at={payment.paidAt} />}
      {payment.state === 'ordered' && <span className="tag tag-busy">{say('fund.ordered')}</span>}
      {payment.state === 'refused' && <span className="tag tag-alarm">{say('fund.refused')}</span>}
      {payments.length > 1 && (
        <>
          {' '}
          <Money yuan={payment.amount} />
        </>
      )}
    </div>
  ));
}
