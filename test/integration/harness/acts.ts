import { type TestApi } from './api.js';
import { wageCase } from './sample-case.js';

export const officers = [
  { name: '韦法官', workCard: 'GZ-4501', dutyCard: 'GW-4501' },
  { name: '覃书记员', workCard: 'GZ-4502', dutyCard: 'GW-4502' },
];

export interface OpenedCase {
  readonly id: string;
  readonly debtorId: string;
  readonly claims: readonly { readonly id: string; readonly principal: string }[];
  readonly creditorId: string;
  readonly documentId: string;
  /** What a measure demands: ruling and notice, filed; two officers. */
  readonly legalBasis: object;
}

/** Opens a wage case with its ruling and notice filed. */
export async function openWageCase(api: TestApi, over: Record<string, unknown> = {}): Promise<OpenedCase> {
  const { body } = await api.post('judge-wei', '/cases', wageCase(over));
  const filed = async (kind: string) =>
    (
      await api.post('clerk-qin', `/cases/${body.id}/documents`, {
        kind,
        name: `${kind}.pdf`,
        mediaType: 'application/pdf',
        contentBase64: Buffer.from(`%PDF ${kind}`).toString('base64'),
      })
    ).body.id as string;
  const documentIds = [await filed('ruling'), await filed('notice')];
  const party = (role: string) => body.parties.find((one: { role: string }) => one.role === role).id as string;
  return {
    id: body.id,
    debtorId: party('debtor'),
    creditorId: party('creditor'),
    claims: body.claims,
    documentId: documentIds[0] ?? '',
    legalBasis: { rulingNumber: '（2015）合执字第12-1号', noticeNumber: '（2015）合执字第12-2号', documentIds, officers },
  };
}

export const inOneYear = () => new Date(Date.now() + 360 * 86_400_000).toISOString().slice(0, 10);
export const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

export function freezeOrder(one: OpenedCase, amount: string, account = '6222020200112233445', institution = 'icbc') {
  return {
    caseId: one.id,
    measure: 'freeze',
    legalBasis: one.legalBasis,
    targets: [{ institution, account, amount, from: today(), until: inOneYear() }],
  };
}

/** Places an order and has the second person approve it; gives the ids of its requests. */
export async function ordered(api: TestApi, order: object): Promise<{ id: string; requests: string[] }> {
  const placed = await api.post('judge-wei', '/orders', order);
  if (placed.status !== 201) throw new Error(placed.text);
  if (placed.body.state === 'awaiting_approval') {
    const approved = await api.post('approver-lu', `/orders/${placed.body.id}/approval`, {});
    if (approved.status !== 200) throw new Error(approved.text);
  }
  const { body } = await api.get('judge-wei', `/orders/${placed.body.id}/requests?limit=500`);
  return { id: placed.body.id, requests: body.items.map((one: { id: string }) => one.id) };
}
