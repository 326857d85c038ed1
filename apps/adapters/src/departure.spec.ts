import { expect, it } from '@jest/globals';
import { type Dispatcher } from 'undici';
import { asMachine, HandClock } from '#platform/clocks.js';
import { Departure } from './departure.js';

it('leaves once: a connection that would start it again is given up, and that it left stays true', () => {
  const clock = new HandClock(new Date('2026-03-02T00:00:00Z'));
  const departure = new Departure(clock, asMachine(new Date('2026-03-02T00:00:10Z')));
  const aborted: string[] = [];
  const controller = { abort: (reason: Error) => aborted.push(reason.message) } as unknown as Dispatcher.DispatchController;
  departure.onRequestStart(controller);
  clock.advance(60_000);
  departure.onRequestStart(controller);
  expect(aborted).toEqual(['sent once already']);
  expect(departure).toMatchObject({ left: true, late: false });
});
