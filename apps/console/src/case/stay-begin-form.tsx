import { App, Form, Input, Modal, Select } from 'antd';
import { newKey, useAct } from '../api/act.js';
import { post } from '../api/calls.js';
import { type CaseView, type StayKind } from '../api/views.js';
import { FileField } from '../marks/file-field.js';
import { fieldMessage, ProblemNotice } from '../marks/problem-notice.js';
import { useSay } from '../words/language.js';
import { useFiledRuling } from './filed-ruling.js';
import { stayKinds } from './stay-kinds.js';

interface Values {
  readonly kind: StayKind;
  readonly partyId?: string;
  readonly from: string;
  readonly until?: string;
  readonly reason: string;
  readonly file: File;
}

export function StayBeginForm({
  case: one,
  today,
  onDone,
  onCancel,
}: {
  case: CaseView;
  today: string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const say = useSay();
  const { message } = App.useApp();
  const act = useAct();
  const filed = useFiledRuling(one.id);
  const [form] = Form.useForm<Values>();
  const submit = ({ kind, partyId, from, until, reason, file }: Values) =>
    act.run(async () => {
      const documentId = await filed(file);
      const stay = { kind, from, ...(partyId ? { partyId } : {}), ...(until ? { until } : {}) };
      await post(`/cases/${one.id}/stays`, { ...stay, reason: reason.trim(), documentId }, newKey());
      void message.success(say('stays.begun'));
      onDone();
    });
  const said = (path: string) => {
    const wrong = fieldMessage(say, act.problem, path);
    return wrong === undefined ? {} : { help: wrong, validateStatus: 'error' as const };
  };
  const needed = { required: true, message: say('stays.needed') };
  const debtors = one.parties.filter(({ role }) => role === 'debtor').map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Modal
      open
      width={560}
      title={say('stays.begin')}
      okText={say('stays.begin')}
      cancelText={say('act.cancel')}
      okButtonProps={{ loading: act.busy }}
      onOk={() => form.submit()}
      onCancel={onCancel}
    >
      <p className="quiet">{say('stays.beginHint')}</p>
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ from: today }}
        onFinish={(values) => void submit(values)}
      >
        <Form.Item name="kind" label={say('stays.kind')} rules={[needed]} {...said('kind')}>
          <Select autoFocus options={stayKinds.map((kind) => ({ value: kind, label: say(`stayKind.${kind}`) }))} />
        </Form.Item>
        <Form.Item name="partyId" label={say('stays.about')} {...said('partyId')}>
          <Select allowClear placeholder={say('stays.whole')} options={debtors} />
        </Form.Item>
        <div className="field-pair">
          <Form.Item name="from" label={say('stays.from')} rules={[needed]} {...said('from')}>
            <Input type="date" max={today} />
          </Form.Item>
          <Form.Item name="until" label={say('stays.until')} extra={say('stays.untilHint')} {...said('until')}>
            <Input type="date" />
          </Form.Item>
        </div>
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
          label={say('stays.paper')}
          rules={[{ required: true, message: say('stays.paperNeeded') }]}
          {...said('documentId')}
        >
          <FileField accept="application/pdf" label={say('resume.choose')} />
        </Form.Item>
      </Form>
      {act.problem && (
        <ProblemNotice problem={act.problem} shownAtField={['kind', 'partyId', 'from', 'until', 'reason', 'documentId']} />
      )}
    </Modal>
  );
}
