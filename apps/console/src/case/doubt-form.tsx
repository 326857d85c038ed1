import { App, Form, Input, Select } from 'antd';
import { newKey } from '../api/act.js';
import { post } from '../api/calls.js';
import { type DoubtView } from '../api/party-views.js';
import { type Documented, DocumentedForm } from '../marks/documented-form.js';
import { useSay } from '../words/language.js';

type Choice = 'debtors' | 'not_debtors' | 'correct' | 'former';
interface Values extends Documented {
  readonly choice: Choice;
  readonly name?: string;
}

/** Whose it is, or under which name the institution knows the debtor and is asked again (R7.1-2, R1.8-14). */
export function DoubtForm({
  caseId,
  doubt,
  onDone,
  onCancel,
}: {
  caseId: string;
  doubt: DoubtView;
  onDone: () => void;
  onCancel: () => void;
}) {
  const say = useSay();
  const { message } = App.useApp();
  const words: Record<Choice, string> = {
    debtors: say('doubt.verdict.debtors'),
    not_debtors: say('doubt.verdict.not_debtors'),
    correct: say('doubt.choice.correct'),
    former: say('doubt.choice.former'),
  };
  const choices: readonly Choice[] =
    doubt.kind === 'name_mismatch' ? ['correct', 'former', 'not_debtors'] : ['debtors', 'not_debtors'];
  const send = async ({ choice, name, reason }: Values, documentId: string) => {
    const why = { reason: reason.trim(), documentId };
    if (choice === 'correct' || choice === 'former') {
      const kind = choice === 'correct' ? 'corrected_name' : 'former_name';
      await post(`/identity-doubts/${doubt.id}/correction`, { name, kind, ...why }, newKey());
      void message.success(say('doubt.asked'));
    } else {
      await post(`/identity-doubts/${doubt.id}/settlement`, { verdict: choice, ...why }, newKey());
      void message.success(say('doubt.settled'));
    }
    onDone();
  };
  return (
    <DocumentedForm<Values>
      caseId={caseId}
      title={say('doubt.settle')}
      hint={say(`doubt.kind.${doubt.kind}`)}
      fields={['verdict', 'name']}
      send={send}
      onCancel={onCancel}
    >
      {(said, needed) => (
        <>
          <Form.Item name="choice" label={say('doubt.verdict')} rules={[needed]} {...said('verdict')}>
            <Select autoFocus options={choices.map((choice) => ({ value: choice, label: words[choice] }))} />
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {({ getFieldValue }) =>
              ['correct', 'former'].includes(String(getFieldValue('choice'))) && (
                <Form.Item name="name" label={say('identity.name')} rules={[needed]} {...said('name')}>
                  <Input maxLength={200} />
                </Form.Item>
              )
            }
          </Form.Item>
        </>
      )}
    </DocumentedForm>
  );
}
