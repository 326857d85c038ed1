import { type RequestItem, type RequestsMessage, type SharedFacts, sharedFacts } from '#messages/requests.js';
import { parsePayload } from '#wire/parse.js';

type Requests = Extract<RequestsMessage, { type: 'requests' }>;
type Read = { readonly value: SharedFacts } | { readonly reason: string; readonly detail: string };

const MOST_REMEMBERED = 2_000;

/** Shared facts of requests, read and checked once for all messages that carry the same text. Items of one text share its objects. */
export class FactsRead {
  private readonly known = new Map<string, Read>();

  /** The items whole, or why not: as of a message nobody can read. */
  itemsIn(message: Requests): readonly RequestItem[] | Exclude<Read, { value: SharedFacts }> {
    if (message.version === 1) return message.items;
    const read = message.facts.map((text) => this.of(text));
    const items: RequestItem[] = [];
    for (const { facts: place, ...own } of message.items) {
      const facts = read[place];
      if (facts === undefined || 'reason' in facts) return facts ?? NOWHERE;
      items.push({ ...own, ...facts.value });
    }
    return items;
  }

  private of(text: string): Read {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    if (this.known.size >= MOST_REMEMBERED) this.known.clear();
    const parsed = parsePayload(sharedFacts, Buffer.from(text));
    const read = 'reason' in parsed ? { ...parsed, detail: `facts: ${parsed.detail}` } : { value: parsed.value as SharedFacts };
    this.known.set(text, read);
    return read;
  }
}

const NOWHERE = { reason: 'schema', detail: 'facts: an item names facts the message does not have' };
