import { useState } from 'react';
import { getAll } from '../api/calls.js';
import { type OrderView, type RequestView, type ShownAs } from '../api/order-views.js';
import { useLiveResource } from '../case/live.js';
import { Empty } from '../marks/empty.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { ShownMark } from '../marks/shown-mark.js';
import { shownOrder } from '../marks/shown-order.js';
import { useSay } from '../words/language.js';
import { InstitutionMatrix } from './institution-matrix.js';
import { MeasureTable } from './measure-table.js';
import { isUnderWay } from './under-way.js';

const everyMs = 2_000;

/** What every institution of one order did. Requests have no events of their own, so a running order is asked every two seconds. */
export function OrderRequests({ order, isArchived }: { order: OrderView; isArchived: boolean }) {
  const say = useSay();
  const [only, setOnly] = useState<ShownAs>();
  const requests = useLiveResource(
    'orders',
    `requests ${order.id}`,
    (signal) => getAll<RequestView>(`/orders/${order.id}/requests`, signal),
    isUnderWay(order) ? everyMs : undefined,
  );
  if (requests.problem && requests.value === undefined)
    return <ProblemNotice problem={requests.problem} onRetry={requests.reload} />;
  if (requests.value === undefined) return null;
  const all = requests.value;
  if (all.length === 0) return <Empty>{say(isArchived ? 'archive.none' : 'orders.requestsNone')}</Empty>;

  const present = shownOrder.filter((shown) => all.some((request) => request.shownAs === shown));
  const filter = only !== undefined && present.includes(only) ? only : undefined;
  const sorted = all
    .filter((request) => filter === undefined || request.shownAs === filter)
    .sort(
      (one, other) =>
        shownOrder.indexOf(one.shownAs) - shownOrder.indexOf(other.shownAs) || (one.institution < other.institution ? -1 : 1),
    );
  return (
    <div className="requests">
      {present.length > 1 && (
        <div className="chips">
          {present.map((shown) => (
            <button
              key={shown}
              type="button"
              aria-pressed={filter === shown}
              onClick={() => setOnly(filter === shown ? undefined : shown)}
            >
              <ShownMark shownAs={shown} count={all.filter((request) => request.shownAs === shown).length} />
            </button>
          ))}
          {filter && (
            <button type="button" className="link" onClick={() => setOnly(undefined)}>
              {say('act.showAll')}
            </button>
          )}
        </div>
      )}
      {order.measure === 'inquire' ? <InstitutionMatrix requests={sorted} /> : <MeasureTable requests={sorted} />}
    </div>
  );
}
