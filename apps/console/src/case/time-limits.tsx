import { Button } from 'antd';
import { useState } from 'react';
import { type TimeLimitView } from '../api/case-views.js';
import { useLegalDay } from '../legal-day.js';
import { Icon } from '../marks/icon.js';
import { ReasonDialog } from '../marks/reason-dialog.js';
import { TimeLimitTag } from '../marks/time-limit-tag.js';
import { useInstitutionName } from '../names.js';
import { usePerson } from '../session.js';
import { useSay } from '../words/language.js';
import { useLive } from './live.js';

/** What the court itself has to do by a day in this case: it is told before the day, on it and after it, until the act is done. */
export function TimeLimits({ timeLimits }: { timeLimits: readonly TimeLimitView[] | undefined }) {
  const say = useSay();
  const [asks, setAsks] = useState<TimeLimitView>();
  const live = useLive();
  if (timeLimits === undefined || timeLimits.length === 0) return null;
  return (
    <>
      <ul className="open-stays" aria-label={say('timeLimit.title')}>
        {timeLimits.map((one) => (
          <TimeLimitLine key={one.id} timeLimit={one} onAcknowledge={() => setAsks(one)} />
        ))}
      </ul>
      {asks && (
        <ReasonDialog
          title={say('timeLimit.acknowledgeTitle')}
          hint={say('timeLimit.acknowledgeHint')}
          okText={say('timeLimit.acknowledge')}
          path={`/time-limits/${asks.id}/acknowledgement`}
          onDone={() => {
            setAsks(undefined);
            live.changed('case', 'audit');
          }}
          onCancel={() => setAsks(undefined)}
        />
      )}
    </>
  );
}

function TimeLimitLine({ timeLimit, onAcknowledge }: { timeLimit: TimeLimitView; onAcknowledge: () => void }) {
  const say = useSay();
  const today = useLegalDay();
  const institutionName = useInstitutionName();
  const role = usePerson()?.role;
  const { kind, institution, stayKind, lastDay, standing, alarm, acknowledged, warnings } = timeLimit;
  const acts = role === 'judge' || role === 'clerk' || role === 'approver';
  return (
    <li className={alarm || standing === 'passed' ? 'alarm' : ''}>
      <Icon name="needs_attention" />
      <b>{say(`timeLimit.${kind}`)}</b>
      {institution && <span>{institutionName(institution)}</span>}
      {stayKind && <span>{say(`stayKind.${stayKind}`)}</span>}
      <span className="number">{say('timeLimit.lastDay', { on: lastDay })}</span>
      <TimeLimitTag timeLimit={timeLimit} today={today} />
      {acknowledged && <span className="quiet">{say('timeLimit.acknowledged')}</span>}
      {acts && warnings.length > 0 && !acknowledged && (
        <Button size="small" className="push" data-act="acknowledge-time-limit" onClick={onAcknowledge}>
          {say('timeLimit.acknowledge')}
        </Button>
      )}
    </li>
  );
}
