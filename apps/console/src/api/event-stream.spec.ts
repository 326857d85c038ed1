import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EventStreamReader } from './event-stream.js';

const wire = ': hello\n\nid: 7\nevent: order.placed\ndata: {"a":1}\n\nid: 8\r\ndata: x\r\ndata: y\r\n\r\n';
const events = [
  { id: '7', kind: 'order.placed', data: '{"a":1}' },
  { id: '8', kind: 'message', data: 'x\ny' },
];

describe('the event stream', () => {
  it('gives the same events however the wire cuts the text', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: wire.length - 1 })), (cuts) => {
        const reader = new EventStreamReader();
        const places = [0, ...cuts.sort((one, other) => one - other), wire.length];
        const read = places.slice(1).flatMap((end, index) => reader.push(wire.slice(places[index], end)));
        expect(read).toEqual(events);
      }),
    );
  });

  it('holds back an event that is not complete', () => {
    const reader = new EventStreamReader();
    expect(reader.push('id: 1\ndata: half')).toEqual([]);
    expect(reader.push('\n\n')).toEqual([{ id: '1', kind: 'message', data: 'half' }]);
  });
});
