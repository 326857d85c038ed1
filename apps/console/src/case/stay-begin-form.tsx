import { Form, Input, Select } from 'antd';
import { type CaseView, type StayKind } from '../api/case-views.js';
import { useSay } from '../words/language.js';
import { RulingForm, type Said } from './ruling-form.js';
import { accountOfScope, accountScope, type ScopedAccount } from './stay-scope.js';
import { stayKinds } from './stay-kinds.js';

interface Values {
  readonly kind: StayKind;
  /** A debtor's id or an account; all of the case where nothing is chosen. */
  readonly scope?: string;
  readonly from: string;
  readonly until?: string;
}

export function StayBeginForm({
  case: one,
  accounts,
  today,
  onDone,
  onCancel,
}: {
  case: CaseView;
  accounts: readonly ScopedAccount[];
  today: string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const say = useSay();
  const act = ({ kind, scope, from, until }: Values) => {
    const account = scope === undefined ? undefined : accountOfScope(scope);
    const about = account ?? (scope === undefined ? {} : { partyId: scope });
    return { path: `/cases/${one.id}/stays`, body: { kind, from, ...about, ...(until ? { until } : {}) } };
  };
  return (
    <RulingForm<Values>
      caseId={one.id}
      title={say('stays.begin')}
      hint={say('stays.beginHint')}
      okText={say('stays.begin')}
      done={say('stays.begun')}
      paper={{ label: say('stays.paper'), needed: say('stays.paperNeeded') }}
      initial={{ from: today }}
      fields={['kind', 'partyId', 'institution', 'account', 'from', 'until']}
      act={act}
      onDone={onDone}
      onCancel={onCancel}
    >
      {(said) => <StayFields case={one} accounts={accounts} today={today} said={said} />}
    </RulingForm>
  );
}

function StayFields({
  case: one,
  accounts,
  today,
  said,
}: {
  case: CaseView;
  accounts: readonly ScopedAccount[];
  today: string;
  said: Said;
}) {
  const say = useSay();
  const needed = { required: true, message: say('stays.needed') };
  const debtors = one.parties.filter(({ role }) => role === 'debtor').map(({ id, name }) => ({ value: id, label: name }));
  const scopes = [
    { label: say('stays.ofDebtor'), options: debtors },
    ...(accounts.length === 0
      ? []
      : [{ label: say('stays.ofAccount'), options: accounts.map((each) => ({ value: accountScope(each), label: each.label })) }]),
  ];
  const wrongScope = { ...said('partyId'), ...said('institution'), ...said('account') };
  return (
    <>
      <Form.Item name="kind" label={say('stays.kind')} rules={[needed]} {...said('kind')}>
        <Select autoFocus options={stayKinds.map((kind) => ({ value: kind, label: say(`stayKind.${kind}`) }))} />
      </Form.Item>
      <Form.Item name="scope" label={say('stays.about')} {...wrongScope}>
        <Select allowClear placeholder={say('stays.whole')} options={scopes} />
      </Form.Item>
      <div className="field-pair">
        <Form.Item name="from" label={say('stays.from')} rules={[needed]} {...said('from')}>
          <Input type="date" max={today} />
        </Form.Item>
        <Form.Item name="until" label={say('stays.until')} extra={say('stays.untilHint')} {...said('until')}>
          <Input type="date" />
        </Form.Item>
      </div>
    </>
  );
}
