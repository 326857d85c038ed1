import { App, Form, Input, Modal } from 'antd';
import { type ReactNode } from 'react';
import { newKey, useAct } from '../api/act.js';
import { post } from '../api/calls.js';
import { FileField } from '../marks/file-field.js';
import { fieldMessage, ProblemNotice } from '../marks/problem-notice.js';
import { useSay } from '../words/language.js';
import { useFiledRuling } from './filed-ruling.js';

/** What is wrong with a field, for its Form.Item. */
export type Said = (field: string) => { help?: string; validateStatus?: 'error' };

interface Reasoned {
  readonly reason: string;
  readonly file: File;
}

interface Props<Values> {
  readonly caseId: string;
  readonly title: string;
  readonly hint?: string;
  readonly okText: string;
  readonly done: string;
  readonly paper: { readonly label: string; readonly needed: string; readonly number?: (values: Values) => string };
  readonly initial?: Partial<Values>;
  /** The fields of the form beside reason and ruling. */
  readonly fields: readonly string[];
  readonly act: (values: Values) => { readonly path: string; readonly body: object };
  readonly children: (said: Said) => ReactNode;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** An act of a judge that rests on a ruling: the ruling is filed first, then the act names it with the reason. Closes only when it succeeded. */
export function RulingForm<Values extends object>(props: Props<Values>) {
  const { caseId, title, hint, okText, done, paper, initial, fields, act, children, onDone, onCancel } = props;
  const say = useSay();
  const { message } = App.useApp();
  const acting = useAct();
  const filed = useFiledRuling(caseId);
  const [form] = Form.useForm<Values & Reasoned>();
  const submit = (values: Values & Reasoned) =>
    acting.run(async () => {
      const documentId = await filed(values.file, paper.number?.(values));
      const { path, body } = act(values);
      // A new key for each press: what was wrong is corrected in the same form, and each of these acts happens once only.
      await post(path, { ...body, reason: values.reason.trim(), documentId }, newKey());
      void message.success(done);
      onDone();
    });
  const said: Said = (field) => {
    const wrong = fieldMessage(say, acting.problem, field);
    return wrong === undefined ? {} : { help: wrong, validateStatus: 'error' };
  };
  return (
    <Modal
      open
      width={560}
      title={title}
      okText={okText}
      cancelText={say('act.cancel')}
      okButtonProps={{ loading: acting.busy }}
      onOk={() => form.submit()}
      onCancel={onCancel}
    >
      {hint !== undefined && <p className="quiet">{hint}</p>}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial ?? {}}
        onFinish={(values: Values & Reasoned) => void submit(values)}
      >
        {children(said)}
        <Form.Item
          name="reason"
          label={say('reason.label')}
          rules={[{ required: true, whitespace: true, message: say('reason.required') }]}
          {...said('reason')}
        >
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
        <Form.Item name="file" label={paper.label} rules={[{ required: true, message: paper.needed }]} {...said('documentId')}>
          <FileField accept="application/pdf" label={say('resume.choose')} />
        </Form.Item>
      </Form>
      {acting.problem && <ProblemNotice problem={acting.problem} shownAtField={[...fields, 'reason', 'documentId']} />}
    </Modal>
  );
}
