import { type Receipt } from '#storage/documents/receipts.js';
import { type Digests, digestsOf } from './digests.js';

export interface ReceiptFile extends Digests {
  readonly content: Buffer;
}

/** What an institution answered, in one spelling, so that whoever downloads it twice holds the same bytes and digests. */
export function receiptFile({ request_id, institution, content, received_at }: Receipt): ReceiptFile {
  const said = { requestId: request_id, institution, receivedAt: received_at.toISOString(), answer: content };
  const bytes = Buffer.from(`${JSON.stringify(sorted(said), undefined, 2)}\n`);
  return { content: bytes, ...digestsOf(bytes) };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
