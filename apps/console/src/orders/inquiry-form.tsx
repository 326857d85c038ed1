import { App, Form, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { newKey, useAct } from '../api/act.js';
import { post } from '../api/calls.js';
import { type CaseView } from '../api/case-views.js';
import { type OrderView } from '../api/order-views.js';
import { useLive } from '../case/live.js';
import { Empty } from '../marks/empty.js';
import { fieldMessage, ProblemNotice } from '../marks/problem-notice.js';
import { useInstitutionName, useInstitutions } from '../names.js';
import { useSay } from '../words/language.js';

interface Values {
  readonly partyId: string;
  readonly noticeNumber: string;
  readonly scope: 'all' | 'chosen';
  readonly institutions?: readonly string[];
  readonly priority: 'judge' | 'urgent';
}

const fieldsShown = ['partyId', 'legalBasis.noticeNumber', 'targets', 'priority'];

export function InquiryForm({ case: one, onClose }: { case: CaseView; onClose: () => void }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  const inquirable = useInstitutions().filter(({ measures }) => measures.includes('inquire'));
  const { message } = App.useApp();
  const live = useLive();
  const act = useAct();
  const [form] = Form.useForm<Values>();
  const scope = Form.useWatch('scope', form);
  // Kept while nothing is changed, so that a second press after a lost answer does not place a second order.
  const [key, setKey] = useState(newKey);
  const debtors = one.parties.filter((party) => party.role === 'debtor');

  const submit = (values: Values) =>
    act.run(async () => {
      const body = {
        caseId: one.id,
        partyId: values.partyId,
        measure: 'inquire',
        priority: values.priority,
        legalBasis: { noticeNumber: values.noticeNumber.trim(), documentIds: [], officers: [] },
        targets: { institutions: values.scope === 'all' ? 'all' : values.institutions },
      };
      await post<OrderView>('/orders', body, key);
      void message.success(say('inquiry.placed'));
      live.changed('orders', 'audit');
      onClose();
    });

  const said = (path: string) => {
    const wrong = fieldMessage(say, act.problem, path);
    return wrong === undefined ? {} : { help: wrong, validateStatus: 'error' as const };
  };
  return (
    <Modal
      open
      width={560}
      title={say('inquiry.title')}
      okText={say('act.send')}
      cancelText={say('act.cancel')}
      okButtonProps={{ loading: act.busy, disabled: debtors.length === 0 }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {debtors.length === 0 ? (
        <Empty>{say('inquiry.noDebtor')}</Empty>
      ) : (
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ partyId: debtors[0]?.id, scope: 'all', priority: 'judge' }}
          onValuesChange={() => setKey(newKey())}
          onFinish={(values) => void submit(values)}
        >
          <Form.Item name="partyId" label={say('inquiry.party')} {...said('partyId')}>
            <Select options={debtors.map((party) => ({ value: party.id, label: party.name }))} />
          </Form.Item>
          <Form.Item
            name="noticeNumber"
            label={say('inquiry.notice')}
            rules={[{ required: true, whitespace: true, message: say('inquiry.noticeNeeded') }]}
            {...said('legalBasis.noticeNumber')}
          >
            <Input autoFocus placeholder={say('inquiry.noticeExample')} maxLength={100} />
          </Form.Item>
          <Form.Item name="scope" label={say('inquiry.institutions')} {...said('targets')}>
            <Radio.Group
              options={[
                { value: 'all', label: say('inquiry.all', { count: inquirable.length }) },
                { value: 'chosen', label: say('inquiry.chosen') },
              ]}
            />
          </Form.Item>
          {scope === 'chosen' && (
            <Form.Item name="institutions" rules={[{ required: true, message: say('inquiry.chooseNeeded') }]}>
              <Select
                mode="multiple"
                optionFilterProp="label"
                placeholder={say('inquiry.choose')}
                aria-label={say('inquiry.choose')}
                options={inquirable.map(({ code }) => ({ value: code, label: institutionName(code) }))}
              />
            </Form.Item>
          )}
          <Form.Item name="priority" label={say('inquiry.priority')} {...said('priority')}>
            <Radio.Group
              options={[
                { value: 'judge', label: say('priority.judge') },
                { value: 'urgent', label: say('priority.urgent') },
              ]}
            />
          </Form.Item>
        </Form>
      )}
      {act.problem && <ProblemNotice problem={act.problem} shownAtField={fieldsShown} />}
    </Modal>
  );
}
