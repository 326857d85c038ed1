import { get } from './api/calls.js';
import { useResource } from './api/resource.js';
import { type DemoClock } from './api/views.js';
import { dayOf } from './words/figures.js';

const everyMs = 15_000;

/** The day by LegalTime, by which terms and slots are counted; the clock of this machine where the service runs without a demo clock. */
export function useLegalDay(): string {
  const clock = useResource('clock', (signal) => get<DemoClock>('/demo/clock', signal), { everyMs });
  return dayOf(clock.value?.legal ?? new Date().toISOString());
}
