import { type FreezeView } from '../api/freeze-views.js';
import { daysBetween, instant } from '../words/figures.js';
import { useSay } from '../words/language.js';

// R2.1-4: past its end a freeze is gone with its rank, so the last month is shown as urgent.
const soonDays = 30;

/** From when to when a freeze is in effect, to the minute, and when it is to be renewed. */
export function FreezeTerm({ freeze, today }: { freeze: FreezeView; today: string }) {
  const say = useSay();
  const { from, until, endsAt, state, renewal } = freeze;
  return (
    <>
      <div className="number">
        {from} – {until}
      </div>
      {state === 'active' && (
        <>
          <div className="quiet">{say('freezes.endsAt', { at: instant(endsAt).slice(0, 16) })}</div>
          <DaysLeft days={daysBetween(today, until)} />
        </>
      )}
      {renewal && <RenewalWindow {...renewal} isOpen={today >= renewal.opensOn} />}
    </>
  );
}

function RenewalWindow({ opensOn, lastDay, isOpen }: { opensOn: string; lastDay: string; isOpen: boolean }) {
  const say = useSay();
  if (isOpen) return <div className="error-text">{say('freezes.renewNow', { until: lastDay })}</div>;
  return <div className="quiet">{say('freezes.renewFrom', { from: opensOn, until: lastDay })}</div>;
}

function DaysLeft({ days }: { days: number }) {
  const say = useSay();
  if (days < 0) return <span className="error-text">{say('freezes.over')}</span>;
  return <span className={days <= soonDays ? 'error-text' : 'quiet'}>{say('freezes.daysLeft', { days })}</span>;
}
