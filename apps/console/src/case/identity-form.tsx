import { App, Form, Input, Select } from 'antd';
import { newKey } from '../api/act.js';
import { post } from '../api/calls.js';
import { type IdentityView } from '../api/party-views.js';
import { type CaseView } from '../api/case-views.js';
import { type Documented, DocumentedForm } from '../marks/documented-form.js';
import { useSay } from '../words/language.js';

interface Values extends Documented {
  readonly partyId: string;
  readonly kind: IdentityView['kind'];
  readonly name?: string;
  readonly idType?: string;
  readonly idNumber?: string;
}

const kinds = ['former_name', 'corrected_name', 'other_number'] as const;
const idTypes = {
  person: ['citizen_id', 'passport', 'other'],
  organisation: ['unified_credit_code', 'organisation_code', 'other'],
} as const;

/** A former name, a corrected one, or a passport: from now on institutions are asked under it too (R10.2). */
export function IdentityForm({ case: one, onDone, onCancel }: { case: CaseView; onDone: () => void; onCancel: () => void }) {
  const say = useSay();
  const { message } = App.useApp();
  const debtors = one.parties.filter(({ role }) => role === 'debtor');
  const send = async ({ partyId, kind, name, idType, idNumber, reason }: Values, documentId: string) => {
    const what = kind === 'other_number' ? { idType, idNumber } : { name };
    await post(`/cases/${one.id}/identities`, { partyId, kind, ...what, reason: reason.trim(), documentId }, newKey());
    void message.success(say('identity.added'));
    onDone();
  };
  return (
    <DocumentedForm<Values>
      caseId={one.id}
      title={say('identity.add')}
      hint={say('identity.hint')}
      initial={{ kind: 'former_name', ...(debtors.length === 1 && debtors[0] && { partyId: debtors[0].id }) }}
      fields={['partyId', 'kind', 'name', 'idType', 'idNumber']}
      send={send}
      onCancel={onCancel}
    >
      {(said, needed) => (
        <>
          <Form.Item name="partyId" label={say('identity.party')} rules={[needed]} {...said('partyId')}>
            <Select options={debtors.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
          <Form.Item name="kind" label={say('identity.kind')} rules={[needed]} {...said('kind')}>
            <Select options={kinds.map((kind) => ({ value: kind, label: say(`identity.kind.${kind}`) }))} />
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {({ getFieldValue }) => {
              if (getFieldValue('kind') !== 'other_number')
                return (
                  <Form.Item name="name" label={say('identity.name')} rules={[needed]} {...said('name')}>
                    <Input maxLength={200} />
                  </Form.Item>
                );
              const party = debtors.find(({ id }) => id === getFieldValue('partyId'));
              return (
                <div className="field-pair">
                  <Form.Item name="idType" label={say('identity.idType')} rules={[needed]} {...said('idType')}>
                    <Select
                      options={idTypes[party?.kind ?? 'person'].map((type) => ({ value: type, label: say(`idType.${type}`) }))}
                    />
                  </Form.Item>
                  <Form.Item name="idNumber" label={say('identity.number')} rules={[needed]} {...said('idNumber')}>
                    <Input maxLength={50} />
                  </Form.Item>
                </div>
              );
            }}
          </Form.Item>
        </>
      )}
    </DocumentedForm>
  );
}
