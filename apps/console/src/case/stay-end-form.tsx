import { Form, Input } from 'antd';
import { type StayView } from '../api/case-views.js';
import { useSay } from '../words/language.js';
import { RulingForm } from './ruling-form.js';

interface Values {
  readonly servedOn?: string;
}

/** A stay ends by an act with its paper, never by the calendar alone (R7.2). */
export function StayEndForm({
  caseId,
  stay,
  today,
  onDone,
  onCancel,
}: {
  caseId: string;
  stay: StayView;
  today: string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const say = useSay();
  return (
    <RulingForm<Values>
      caseId={caseId}
      title={`${say('stays.end')} · ${say(`stayKind.${stay.kind}`)}`}
      hint={say('stays.endHint')}
      okText={say('stays.end')}
      done={say('stays.over')}
      paper={{ label: say('stays.paper'), needed: say('stays.paperNeeded') }}
      fields={['servedOn']}
      act={({ servedOn }) => ({ path: `/stays/${stay.id}/end`, body: servedOn ? { servedOn } : {} })}
      onDone={onDone}
      onCancel={onCancel}
    >
      {(said) =>
        stay.kind === 'third_party_objection' && (
          <Form.Item
            name="servedOn"
            label={say('stays.servedOn')}
            extra={say('stays.servedHint')}
            rules={[{ required: true, message: say('stays.needed') }]}
            {...said('servedOn')}
          >
            <Input type="date" max={today} />
          </Form.Item>
        )
      }
    </RulingForm>
  );
}
