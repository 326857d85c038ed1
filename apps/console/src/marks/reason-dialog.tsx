import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { newKey, useAct } from '../api/act.js';
import { post } from '../api/calls.js';
import { useSay } from '../words/language.js';
import { fieldMessage, ProblemNotice } from './problem-notice.js';

interface Props {
  readonly title: string;
  readonly hint: string;
  readonly okText: string;
  readonly danger?: boolean;
  readonly optional?: boolean;
  /** Where `{reason}` is posted, with what else the act needs. */
  readonly path: string;
  readonly body?: object;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** Asks for the reason of an act, performs it, and closes only when it succeeded. */
export function ReasonDialog({ title, hint, okText, danger = false, optional = false, path, body, onDone, onCancel }: Props) {
  const say = useSay();
  const act = useAct();
  const [key] = useState(newKey);
  const [form] = Form.useForm<{ reason?: string }>();
  const submit = ({ reason = '' }: { reason?: string }) =>
    act.run(async () => {
      await post(path, { ...body, ...(reason.trim() !== '' && { reason: reason.trim() }) }, key);
      onDone();
    });
  const wrong = fieldMessage(say, act.problem, 'reason');
  return (
    <Modal
      open
      width={460}
      title={title}
      okText={okText}
      cancelText={say('act.cancel')}
      okButtonProps={{ danger, loading: act.busy }}
      onOk={() => form.submit()}
      onCancel={onCancel}
    >
      <p className="quiet">{hint}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <Form.Item
          name="reason"
          label={say(optional ? 'reason.optional' : 'reason.label')}
          rules={optional ? [] : [{ required: true, whitespace: true, message: say('reason.required') }]}
          {...(wrong !== undefined && { help: wrong, validateStatus: 'error' as const })}
        >
          <Input.TextArea rows={3} maxLength={1000} autoFocus />
        </Form.Item>
      </Form>
      {act.problem && <ProblemNotice problem={act.problem} shownAtField={['reason']} />}
    </Modal>
  );
}
