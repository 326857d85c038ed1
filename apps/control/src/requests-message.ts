import { type OwnFacts } from '#messages/requests.js';
import { type RawJson } from './facts-as-text.js';

/** A request on its way: its own facts, and the text of those it shares. */
export interface Item {
  readonly own: OwnFacts;
  readonly text: RawJson;
  readonly bytes: number;
}

export const bytesOf = ({ own, bytes }: Item) => bytes + Buffer.byteLength(JSON.stringify(own));

/** A message of libs/messages, to be written as JSON. Facts that several of the requests share lie in it once. */
export function messageOf(institution: string, items: readonly Item[]) {
  const places = new Map<string, number>();
  const facts: RawJson[] = [];
  const placeOf = (text: RawJson) => {
    const place = places.get(text.rawJSON) ?? facts.push(text) - 1;
    places.set(text.rawJSON, place);
    return place;
  };
  const placed = items.map(({ own, text }) => ({ ...own, facts: placeOf(text) }));
  return { type: 'requests', version: 2, institution, facts, items: placed } as const;
}
