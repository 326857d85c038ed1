import { Form, Input, Modal } from 'antd';
import { type ReactNode } from 'react';
import { useAct } from '../api/act.js';
import { useFiledRuling } from '../case/filed-ruling.js';
import { useSay } from '../words/language.js';
import { FileField } from './file-field.js';
import { fieldMessage, ProblemNotice } from './problem-notice.js';

export interface Documented {
  readonly reason: string;
  readonly file: File;
}

interface Props<V extends Documented> {
  readonly caseId: string;
  readonly title: string;
  readonly hint: string;
  readonly initial?: Partial<V>;
  /** Names of the fields drawn by `children`, in the api's words. */
  readonly fields: readonly string[];
  readonly send: (values: V, documentId: string) => Promise<void>;
  readonly onCancel: () => void;
  /** Gives what is wrong with a field, to spread into its Form.Item. */
  readonly children: (said: (field: string) => object, needed: object) => ReactNode;
}

/** An act that rests on a reason and a document: the document is filed first, once, and named by the act. */
export function DocumentedForm<V extends Documented>(props: Props<V>) {
  const { caseId, title, hint, initial, fields, send, onCancel, children } = props;
  const say = useSay();
  const act = useAct();
  const filed = useFiledRuling(caseId, 'evidence');
  const [form] = Form.useForm<V>();
  const said = (path: string) => {
    const wrong = fieldMessage(say, act.problem, path);
    return wrong === undefined ? {} : { help: wrong, validateStatus: 'error' as const };
  };
  const needed = { required: true, message: say('documented.needed') };
  return (
    <Modal
      open
      width={560}
      title={title}
      okText={say('act.send')}
      cancelText={say('act.cancel')}
      okButtonProps={{ loading: act.busy }}
      onOk={() => form.submit()}
      onCancel={onCancel}
    >
      <p className="quiet">{hint}</p>
      <Form<V>
        form={form}
        layout="vertical"
        requiredMark={false}
        {...(initial !== undefined && { initialValues: initial })}
        onFinish={(values) => void act.run(async () => send(values, await filed(values.file)))}
      >
        {children(said, needed)}
        <Form.Item
          name="reason"
          label={say('documented.reason')}
          rules={[{ required: true, whitespace: true, message: say('reason.required') }]}
          {...said('reason')}
        >
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
        <Form.Item
          name="file"
          label={say('documented.paper')}
          rules={[{ required: true, message: say('documented.paperNeeded') }]}
          {...said('documentId')}
        >
          <FileField accept="application/pdf" label={say('resume.choose')} />
        </Form.Item>
      </Form>
      {act.problem && <ProblemNotice problem={act.problem} shownAtField={[...fields, 'reason', 'documentId']} />}
    </Modal>
  );
}
