import { type OwnFacts, type RequestsMessage } from '#messages/requests.js';

/** A request on its way: its own facts, and the text of those it shares. */
export interface Item {
  readonly own: OwnFacts;
  readonly text: string;
  readonly bytes: number;
}

export const bytesOf = ({ own, bytes }: Item) => bytes + Buffer.byteLength(JSON.stringify(own));

/** Facts that several of the requests share lie in their message once. */
export function messageOf(institution: string, items: readonly Item[]): RequestsMessage {
  const places = new Map<string, number>();
  const placeOf = (text: string) => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  const placed = items.map(({ own, text }) => ({ ...own, facts: placeOf(text) }));
  return { type: 'requests', version: 2, institution, facts: [...places.keys()], items: placed };
}
