import { z } from 'zod';

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const clockTime = (last: string) =>
  z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u, `Write the time in quotes as "HH:MM", at most "${last}".`);

const openWindow = z
  .strictObject({ days: z.array(z.enum(weekdays)).min(1), from: clockTime('23:59'), to: clockTime('24:00') })
  .refine(
    (window) => minuteOf(window.from) < minuteOf(window.to),
    'Let "from" be earlier than "to"; split hours over midnight in two windows.',
  );

/** When an institution takes requests, in Asia/Shanghai time: always, or in weekly windows, their end excluded. Holidays are not known. */
export const serviceHours = z.union([z.literal('always'), z.array(openWindow).min(1)], {
  error: 'Write always, or a list such as - {days: [mon, tue], from: "08:00", to: "17:00"}, each "from" earlier than its "to".',
});
export type ServiceHours = z.infer<typeof serviceHours>;

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
// China has had one zone without summer time since 1992.
const shanghaiMs = 8 * 60 * minuteMs;

export function isOpen(hours: ServiceHours, at: Date): boolean {
  return nextOpening(hours, at).getTime() === at.getTime();
}

/** `at` itself where the institution is open then, else the first moment at which it opens. */
export function nextOpening<T extends Date>(hours: ServiceHours, at: T): T {
  if (hours === 'always') return at;
  const local = at.getTime() + shanghaiMs;
  const midnight = local - (((local % dayMs) + dayMs) % dayMs);
  // Today's windows, and those of the next seven days: after a window's end its own weekday comes round again.
  const openings = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((daysOn) => {
    const day = midnight + daysOn * dayMs;
    const weekday = weekdays[new Date(day).getUTCDay()];
    return hours
      .filter((window) => weekday !== undefined && window.days.includes(weekday) && local < day + minuteOf(window.to) * minuteMs)
      .map((window) => Math.max(local, day + minuteOf(window.from) * minuteMs));
  });
  return new Date(Math.min(...openings) - shanghaiMs) as T;
}

function minuteOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
