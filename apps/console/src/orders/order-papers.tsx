import { useState } from 'react';
import { call, get } from '../api/calls.js';
import { asProblem } from '../api/problem.js';
import { type OrderPapersView, type OrderView } from '../api/views.js';
import { useLiveResource } from '../case/live.js';
import { useSay } from '../words/language.js';

/** What the order goes out with, for the second person and the auditor to read, and what the institutions answered. */
export function OrderPapers({ order }: { order: OrderView }) {
  const say = useSay();
  const papers = useLiveResource('orders', `papers ${order.id}`, (signal) =>
    get<OrderPapersView>(`/orders/${order.id}/documents`, signal),
  );
  if (papers.value === undefined) return null;
  const { items, receipts } = papers.value;
  if (items.length === 0 && receipts.length === 0) return null;
  return (
    <ul className="papers" aria-label={say('papers.title')}>
      {items.map(({ id, name, sha256 }) => (
        <Download key={id} path={`/documents/${id}`} name={name} digest={sha256} />
      ))}
      {receipts.map(({ requestId, institution, number, sha256 }) => (
        <Download
          key={`${requestId} ${sha256}`}
          path={`/requests/${requestId}/receipt`}
          name={`${say('papers.receipt', { institution, number: number ?? '' })}.json`}
          digest={sha256}
        />
      ))}
    </ul>
  );
}

// A link could not send the Authorization header.
function Download({ path, name, digest }: { path: string; name: string; digest: string }) {
  const [problem, setProblem] = useState<string>();
  const download = async () => {
    try {
      const response = await call(path, {});
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
      setProblem(undefined);
    } catch (thrown) {
      setProblem(asProblem(thrown).message);
    }
  };
  return (
    <li>
      <button type="button" className="link" onClick={() => void download()}>
        {name}
      </button>{' '}
      <span className="quiet">SHA-256 {digest.slice(0, 12)}…</span>
      {problem !== undefined && <span className="error-text"> {problem}</span>}
    </li>
  );
}
