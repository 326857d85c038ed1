import { get } from '../api/calls.js';
import { type OrderPapersView, type OrderView } from '../api/order-views.js';
import { useLiveResource } from '../case/live.js';
import { Download } from '../marks/download.js';
import { useInstitutionName } from '../names.js';
import { useSay } from '../words/language.js';

// An order to every institution has a receipt of each: more than these are folded, so that the answers stay in sight.
const receiptsShown = 3;

/** What the order goes out with, for the second person and the auditor to read, and what the institutions answered. */
export function OrderPapers({ order }: { order: OrderView }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  const papers = useLiveResource('orders', `papers ${order.id}`, (signal) =>
    get<OrderPapersView>(`/orders/${order.id}/documents`, signal),
  );
  if (papers.value === undefined) return null;
  const { items, receipts } = papers.value;
  if (items.length === 0 && receipts.length === 0) return null;
  const receiptLines = receipts.map(({ requestId, institution, number, sha256 }) => {
    // a bank that numbers no receipts still gives each its own: payments to four creditors must not look alike
    const name = say('papers.receipt', { institution: institutionName(institution), number: number ?? requestId.slice(-8) });
    return (
      <Paper
        key={`${requestId} ${sha256}`}
        path={`/requests/${requestId}/receipt`}
        name={name}
        as={`${name}.json`}
        digest={sha256}
      />
    );
  });
  return (
    <div className="papers">
      <h3>{say('papers.title')}</h3>
      <ul>
        {items.map(({ id, name, sha256 }) => (
          <Paper key={id} path={`/documents/${id}`} name={name} as={name} digest={sha256} />
        ))}
        {receipts.length <= receiptsShown && receiptLines}
      </ul>
      {receipts.length > receiptsShown && (
        <details>
          <summary>{say('papers.receipts', { count: receipts.length })}</summary>
          <ul>{receiptLines}</ul>
        </details>
      )}
    </div>
  );
}

function Paper({ path, name, as, digest }: { path: string; name: string; as: string; digest: string }) {
  return (
    <li>
      <Download path={path} name={as}>
        {name}
      </Download>{' '}
      <span className="quiet number" title={digest}>
        SHA-256 {digest.slice(0, 12)}…
      </span>
    </li>
  );
}
