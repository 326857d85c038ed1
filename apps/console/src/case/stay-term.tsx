import { type StayView } from '../api/case-views.js';
import { useSay } from '../words/language.js';

/** From when, and until when it was ordered for: past that day it holds on until an act ends it (R7.2). */
export function StayTerm({ stay: { from, until, endedOn }, today }: { stay: StayView; today: string }) {
  const say = useSay();
  return (
    <span className="number">
      {until === undefined ? say('stays.since', { from }) : say('stays.fromUntil', { from, until })}
      {until !== undefined && endedOn === undefined && until < today && (
        <span className="error-text"> {say('stays.overdue')}</span>
      )}
    </span>
  );
}
