import { Table } from 'antd';
import { useState } from 'react';
import { getAll } from '../api/calls.js';
import { type CaseView } from '../api/case-views.js';
import { type OrderView } from '../api/order-views.js';
import { useLiveResource } from '../case/live.js';
import { Empty } from '../marks/empty.js';
import { Instant } from '../marks/facts.js';
import { Icon } from '../marks/icon.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { OrderStateTag } from '../marks/state-tag.js';
import { usePersonName } from '../names.js';
import { usePerson } from '../session.js';
import { caseNumber, dayOf } from '../words/figures.js';
import { useSay } from '../words/language.js';
import { mayInquire } from './may-inquire.js';
import { OrderActs } from './order-acts.js';
import { OrderProgress } from './order-progress.js';
import { OrderPapers } from './order-papers.js';
import { OrderRequests } from './order-requests.js';
import { isUnderWay } from './under-way.js';

const everyMs = 2_000;

export function OrdersTab({ case: one }: { case: CaseView }) {
  const say = useSay();
  const role = usePerson()?.role;
  const [running, setRunning] = useState(false);
  const orders = useLiveResource(
    'orders',
    one.id,
    async (signal) => {
      const found = await getAll<OrderView>(`/orders?caseId=${one.id}`, signal);
      setRunning(found.some(isUnderWay));
      return found;
    },
    running ? everyMs : undefined,
  );
  return (
    <div className="stack">
      {orders.problem && <ProblemNotice problem={orders.problem} onRetry={orders.reload} />}
      {orders.value?.length === 0 && <Empty>{say(mayInquire(role) ? 'orders.none' : 'orders.noneForRole')}</Empty>}
      {orders.value !== undefined && orders.value.length > 0 && <Orders orders={orders.value} case={one} />}
    </div>
  );
}

function Orders({ orders, case: one }: { orders: readonly OrderView[]; case: CaseView }) {
  const say = useSay();
  const personName = usePersonName();
  const isArchived = one.archived?.some(({ table }) => table === 'request') ?? false;
  // the newest order that is under way is what somebody came to see
  const [opened, setOpened] = useState<readonly string[]>(() => [(orders.find(isUnderWay) ?? orders[0])?.id ?? '']);
  const toggle = (id: string) =>
    setOpened((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id]));
  return (
    <Table<OrderView>
      rowKey="id"
      size="small"
      className="orders"
      pagination={false}
      dataSource={orders}
      onRow={(order) => ({ onClick: () => toggle(order.id), className: 'clickable' })}
      expandable={{
        expandedRowKeys: opened,
        expandedRowRender: (order) => (
          <>
            <OrderPapers order={order} />
            <OrderRequests order={order} isArchived={isArchived} />
          </>
        ),
        expandIcon: ({ expanded, record }) => (
          <button
            type="button"
            className="expand"
            aria-expanded={expanded}
            aria-label={say(expanded ? 'orders.collapse' : 'orders.expand')}
            onClick={(event) => {
              event.stopPropagation();
              toggle(record.id);
            }}
          >
            <Icon name={expanded ? 'close' : 'open'} />
          </button>
        ),
      }}
      columns={[
        {
          title: say('orders.measure'),
          render: (_, order) => (
            <>
              <b>{say(`measure.${order.measure}`)}</b>
              <div className="quiet">
                {say(`cause.${order.cause}`)}
                {order.priority === 'urgent' && <span className="tag tag-alarm">{say('priority.urgent')}</span>}
              </div>
            </>
          ),
        },
        { title: say('orders.state'), render: (_, order) => <OrderStateTag state={order.state} /> },
        { title: say('orders.progress'), width: 190, render: (_, order) => <OrderProgress order={order} /> },
        {
          title: say('orders.basis'),
          render: (_, { legalBasis }) => (
            <>
              {legalBasis.rulingNumber && <div>{caseNumber(legalBasis.rulingNumber)}</div>}
              {legalBasis.noticeNumber && <div>{caseNumber(legalBasis.noticeNumber)}</div>}
            </>
          ),
        },
        { title: say('orders.debtor'), render: (_, order) => one.parties.find(({ id }) => id === order.partyId)?.name ?? '—' },
        {
          title: say('orders.placed'),
          render: (_, order) => <ByAt who={personName(order.placedBy)} at={order.placedAt} legalAt={order.placedLegalAt} />,
        },
        {
          title: say('orders.approved'),
          render: (_, order) =>
            order.approvedBy ? (
              <ByAt who={personName(order.approvedBy)} at={order.approvedAt} />
            ) : (
              <span className="quiet">—</span>
            ),
        },
        { title: '', key: 'acts', align: 'right', render: (_, order) => <OrderActs order={order} /> },
      ]}
    />
  );
}

function ByAt({ who, at, legalAt }: { who: string; at: string | null | undefined; legalAt?: string }) {
  const say = useSay();
  // the two clocks differ in the demo only
  const legalDay = legalAt !== undefined && at && dayOf(legalAt) !== dayOf(at) ? dayOf(legalAt) : undefined;
  return (
    <>
      <div>{who}</div>
      <div className="quiet number">
        <Instant at={at} />
      </div>
      {legalDay && (
        <div className="quiet number">
          {say('app.legalDate')} {legalDay}
        </div>
      )}
    </>
  );
}
