import { type TimeLimitView } from '../api/case-views.js';
import { daysBetween } from '../words/figures.js';
import { useSay } from '../words/language.js';

/** How near the last day is, or how long it has passed. */
export function TimeLimitTag({ timeLimit: { standing, lastDay, alarm }, today }: { timeLimit: TimeLimitView; today: string }) {
  const say = useSay();
  const days = daysBetween(today, lastDay);
  const tone = standing === 'passed' || alarm ? 'tag-alarm' : standing === 'last_day' ? 'tag-warn' : 'tag-calm';
  const words =
    standing === 'passed'
      ? say('timeLimit.passed', { days: -days })
      : standing === 'last_day'
        ? say('timeLimit.today')
        : say('timeLimit.left', { days });
  return <span className={`tag ${tone}`}>{words}</span>;
}
