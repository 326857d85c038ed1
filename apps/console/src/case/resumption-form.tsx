import { Form, Input } from 'antd';
import { useSay } from '../words/language.js';
import { RulingForm } from './ruling-form.js';

interface Values {
  readonly resumedNumber: string;
}

/** R5.2-1: from a finding to enforcement again, under a new number. */
export function ResumptionForm({
  caseId,
  findingId,
  onDone,
  onCancel,
}: {
  caseId: string;
  findingId: string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const say = useSay();
  return (
    <RulingForm<Values>
      caseId={caseId}
      title={say('resume.title')}
      okText={say('act.resume')}
      done={say('resume.done')}
      paper={{
        label: say('resume.document'),
        needed: say('resume.documentNeeded'),
        number: ({ resumedNumber }) => resumedNumber,
      }}
      fields={['resumedNumber']}
      act={({ resumedNumber }) => ({ path: `/cases/${caseId}/resumption`, body: { resumedNumber, findingId } })}
      onDone={onDone}
      onCancel={onCancel}
    >
      {(said) => (
        <Form.Item
          name="resumedNumber"
          label={say('resume.number')}
          rules={[{ required: true, message: say('resume.numberNeeded') }]}
          {...said('resumedNumber')}
        >
          <Input autoFocus placeholder={say('resume.numberExample')} />
        </Form.Item>
      )}
    </RulingForm>
  );
}
