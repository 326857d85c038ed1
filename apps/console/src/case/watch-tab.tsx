import { type CaseView } from '../api/case-views.js';
import { Empty } from '../marks/empty.js';
import { SlotStateTag } from '../marks/state-tag.js';
import { useSay } from '../words/language.js';

/** R5.2-2: an inquiry every six months for five years; ten slots. */
export function WatchTab({ case: one }: { case: CaseView }) {
  const say = useSay();
  if (!one.watch) return <Empty>{say('watch.none')}</Empty>;
  return (
    <div className="stack">
      <div className="quiet">
        {one.watch.state === 'ended' ? say('watch.ended') : say('watch.until', { date: one.watch.until })}
      </div>
      <ol className="slots">
        {one.watch.slots.map((slot) => (
          <li key={slot.slot} className={`slot slot-${slot.state}`}>
            <div className="slot-head">
              <b>{say('watch.slot', { slot: slot.slot })}</b>
              <SlotStateTag state={slot.state} />
            </div>
            <div>
              <span className="quiet">{say('watch.due')}</span> <span className="number">{slot.dueOn}</span>
            </div>
            <div>
              <span className="quiet">{say('watch.answered')}</span> <span className="number">{slot.answeredOn ?? '—'}</span>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
