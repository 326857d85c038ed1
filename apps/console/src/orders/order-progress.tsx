import { type OrderView } from '../api/order-views.js';
import { useSay } from '../words/language.js';
import { shownCounts } from './shown-counts.js';

export function OrderProgress({ order }: { order: OrderView }) {
  const say = useSay();
  const { counts } = order;
  if (counts.total === 0) return <span className="quiet">—</span>;
  const parts = [...shownCounts(counts)];
  const inWords = parts.map(([shown, count]) => `${say(`shown.${shown}`)} ${count}`).join(' · ');
  return (
    <div className="progress" title={inWords}>
      <div className="bar" role="img" aria-label={inWords}>
        {parts.map(([shown, count]) => (
          <span key={shown} className={`bar-${shown}`} style={{ width: `${(100 * count) / counts.total}%` }} />
        ))}
      </div>
      <span className="quiet">{say('orders.answered', { done: counts.total - counts.open, total: counts.total })}</span>
    </div>
  );
}
