import { App, Form, Select } from 'antd';
import { newKey } from '../api/act.js';
import { post } from '../api/calls.js';
import { type AccountMark } from '../api/party-views.js';
import { type AccountView } from '../api/asset-views.js';
import { type Documented, DocumentedForm } from '../marks/documented-form.js';
import { useSay } from '../words/language.js';

interface Values extends Documented {
  readonly mark: AccountMark;
}

const marks = ['salary_fed', 'joint', 'operating'] as const;

/** What a person knows of an account on a document; it is frozen last then (R2.4-5). */
export function AccountMarkForm({
  caseId,
  account: { institution, account },
  onDone,
  onCancel,
}: {
  caseId: string;
  account: AccountView;
  onDone: () => void;
  onCancel: () => void;
}) {
  const say = useSay();
  const { message } = App.useApp();
  const send = async ({ mark, reason }: Values, documentId: string) => {
    const body = { institution, account, mark, reason: reason.trim(), documentId };
    await post(`/cases/${caseId}/account-marks`, body, newKey());
    void message.success(say('mark.done'));
    onDone();
  };
  return (
    <DocumentedForm<Values>
      caseId={caseId}
      title={say('mark.title')}
      hint={say('mark.hint')}
      fields={['mark', 'account']}
      send={send}
      onCancel={onCancel}
    >
      {(said, needed) => (
        <Form.Item name="mark" label={say('mark.kind')} rules={[needed]} {...said('mark')}>
          <Select autoFocus options={marks.map((mark) => ({ value: mark, label: say(`mark.${mark}`) }))} />
        </Form.Item>
      )}
    </DocumentedForm>
  );
}
