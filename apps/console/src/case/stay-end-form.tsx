import { App, Form, Input, Modal } from 'antd';
import { newKey, useAct } from '../api/act.js';
import { post } from '../api/calls.js';
import { type StayView } from '../api/views.js';
import { FileField } from '../marks/file-field.js';
import { fieldMessage, ProblemNotice } from '../marks/problem-notice.js';
import { useSay } from '../words/language.js';
import { useFiledRuling } from './filed-ruling.js';

interface Values {
  readonly servedOn?: string;
  readonly reason: string;
  readonly file: File;
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
  const { message } = App.useApp();
  const act = useAct();
  const filed = useFiledRuling(caseId);
  const [form] = Form.useForm<Values>();
  const submit = ({ servedOn, reason, file }: Values) =>
    act.run(async () => {
      const documentId = await filed(file);
      const body = { ...(servedOn ? { servedOn } : {}), reason: reason.trim(), documentId };
      await post(`/stays/${stay.id}/end`, body, newKey());
      void message.success(say('stays.over'));
      onDone();
    });
  const said = (path: string) => {
    const wrong = fieldMessage(say, act.problem, path);
    return wrong === undefined ? {} : { help: wrong, validateStatus: 'error' as const };
  };
  const needed = { required: true, whitespace: true, message: say('reason.required') };
  return (
    <Modal
      open
      width={520}
      title={`${say('stays.end')} · ${say(`stayKind.${stay.kind}`)}`}
      okText={say('stays.end')}
      cancelText={say('act.cancel')}
      okButtonProps={{ loading: act.busy }}
      onOk={() => form.submit()}
      onCancel={onCancel}
    >
      <p className="quiet">{say('stays.endHint')}</p>
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <Form.Item name="reason" label={say('reason.label')} rules={[needed]} {...said('reason')}>
          <Input.TextArea rows={3} maxLength={1000} autoFocus />
        </Form.Item>
        {stay.kind === 'third_party_objection' && (
          <Form.Item
            name="servedOn"
            label={say('stays.servedOn')}
            extra={say('stays.servedHint')}
            rules={[{ required: true, message: say('stays.needed') }]}
            {...said('servedOn')}
          >
            <Input type="date" max={today} />
          </Form.Item>
        )}
        <Form.Item
          name="file"
          label={say('stays.paper')}
          rules={[{ required: true, message: say('stays.paperNeeded') }]}
          {...said('documentId')}
        >
          <FileField accept="application/pdf" label={say('resume.choose')} />
        </Form.Item>
      </Form>
      {act.problem && <ProblemNotice problem={act.problem} shownAtField={['reason', 'servedOn', 'documentId']} />}
    </Modal>
  );
}
