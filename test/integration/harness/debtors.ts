import { type OpenedCase, openWageCase, ordered } from './acts.js';
import { type TestApi } from './api.js';
import { againstPerson, citizenId } from './sample-case.js';
import { type Simulated } from './simulated.js';

export const NAME = '黄大强';

export interface Debtor {
  /** Apart from every other of this run. */
  readonly serial: number;
  readonly name: string;
  readonly id: string;
  readonly old: string;
  readonly passport: string;
}

let serial = 100;

/** A person as a customer of a bank. */
export const customer = (name: string, ids: readonly [string, string][], accounts: readonly object[]) => ({
  name,
  kind: 'person',
  ids: ids.map(([idType, idNumber]) => ({ idType, idNumber })),
  accounts,
});

/** Cases against persons, and what is learnt and asked about them. `house` is looked at when something is done. */
export function debtorsOf(house: () => { readonly api: TestApi; readonly banks: Simulated }) {
  /** A case against a person, with ids nobody else has. */
  async function personCase(): Promise<OpenedCase & { readonly debtor: Debtor }> {
    serial += 1;
    const id = citizenId(`45138119700312${serial}`);
    const one = await openWageCase(house().api, { parties: againstPerson(id) });
    return { ...one, debtor: { serial, name: NAME, id, old: id.slice(0, 6) + id.slice(8, 17), passport: `E123456${serial}` } };
  }

  const learn = (one: OpenedCase, what: object) =>
    house().api.post('clerk-qin', `/cases/${one.id}/identities`, {
      partyId: one.debtorId,
      reason: '户籍档案载明',
      documentId: one.documentId,
      ...what,
    });

  const inquiry = (one: OpenedCase, institutions: readonly string[], more: object = {}) => ({
    caseId: one.id,
    measure: 'inquire',
    legalBasis: { noticeNumber: '（2015）合执字第12-3号' },
    targets: { institutions, ...more },
  });

  async function inquired(one: OpenedCase, institutions: readonly string[]): Promise<string[]> {
    const { requests } = await ordered(house().api, inquiry(one, institutions));
    await house().banks.carry(requests);
    return requests;
  }

  const read = async (who: string, one: OpenedCase, what: string) =>
    (await house().api.get(who, `/cases/${one.id}/${what}`)).body;
  const doubts = async (one: OpenedCase) => (await read('clerk-qin', one, 'identity-doubts')).items;
  const assets = (one: OpenedCase) => read('judge-wei', one, 'assets');
  const plan = (one: OpenedCase) => read('judge-wei', one, 'freeze-plan');
  return { personCase, learn, inquiry, inquired, doubts, assets, plan };
}
