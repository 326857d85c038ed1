import { App, Form, Input, Modal } from 'antd';
import { newKey, useAct } from '../api/act.js';
import { post } from '../api/calls.js';
import { FileField } from '../marks/file-field.js';
import { fieldMessage, ProblemNotice } from '../marks/problem-notice.js';
import { useSay } from '../words/language.js';
import { useFiledRuling } from './filed-ruling.js';

interface Values {
  readonly resumedNumber: string;
  readonly reason: string;
  readonly file: File;
}

/** R5.2-1: from a finding to enforcement again; the ruling is filed first, then the case is resumed under its new number. */
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
  const { message } = App.useApp();
  const act = useAct();
  const [form] = Form.useForm<Values>();
  const filed = useFiledRuling(caseId);

  const submit = ({ resumedNumber, reason, file }: Values) =>
    act.run(async () => {
      const documentId = await filed(file, resumedNumber);
      // A new key for each press: what was wrong is corrected in the same form, and the case can be resumed once only.
      await post(`/cases/${caseId}/resumption`, { resumedNumber, reason: reason.trim(), findingId, documentId }, newKey());
      void message.success(say('resume.done'));
      onDone();
    });

  const said = (path: string) => {
    const wrong = fieldMessage(say, act.problem, path);
    return wrong === undefined ? {} : { help: wrong, validateStatus: 'error' as const };
  };
  return (
    <Modal
      open
      width={520}
      title={say('resume.title')}
      okText={say('act.resume')}
      cancelText={say('act.cancel')}
      okButtonProps={{ loading: act.busy }}
      onOk={() => form.submit()}
      onCancel={onCancel}
    >
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <Form.Item
          name="resumedNumber"
          label={say('resume.number')}
          rules={[{ required: true, message: say('resume.numberNeeded') }]}
          {...said('resumedNumber')}
        >
          <Input autoFocus placeholder={say('resume.numberExample')} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={say('reason.label')}
          rules={[{ required: true, whitespace: true, message: say('reason.required') }]}
          {...said('reason')}
        >
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
        <Form.Item
          name="file"
          label={say('resume.document')}
          rules={[{ required: true, message: say('resume.documentNeeded') }]}
          {...said('documentId')}
        >
          <FileField accept="application/pdf" label={say('resume.choose')} />
        </Form.Item>
      </Form>
      {act.problem && <ProblemNotice problem={act.problem} shownAtField={['resumedNumber', 'reason', 'documentId']} />}
    </Modal>
  );
}
