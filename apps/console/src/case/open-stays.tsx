import { type CaseView } from '../api/case-views.js';
import { useLegalDay } from '../legal-day.js';
import { Icon } from '../marks/icon.js';
import { hashOf } from '../route.js';
import { useSay } from '../words/language.js';
import { StayAbout } from './stay-about.js';
import { StayTerm } from './stay-term.js';

/** What may not be done in this case now: above everything else, since an order barred here is only queued (R7.2). */
export function OpenStays({ case: one }: { case: CaseView }) {
  const say = useSay();
  const today = useLegalDay();
  if (one.stays === undefined || one.stays.length === 0) return null;
  return (
    <ul className="open-stays" aria-label={say('stays.inEffect')}>
      {one.stays.map((stay) => (
        <li key={stay.id}>
          <Icon name="needs_attention" />
          <a href={hashOf({ page: 'case', caseId: one.id, tab: 'stays' })}>{say(`stayKind.${stay.kind}`)}</a>
          {(stay.partyId !== undefined || stay.account !== undefined) && (
            <span>
              <StayAbout case={one} stay={stay} />
            </span>
          )}
          <b>{say('stays.bars', { measures: stay.bars.map((bar) => say(`measure.${bar}`)).join(say('app.comma')) })}</b>
          <StayTerm stay={stay} today={today} />
          <span className="quiet">{stay.authority}</span>
        </li>
      ))}
    </ul>
  );
}
