import { setTimeout as sleep } from 'node:timers/promises';

const officers = [
  { name: '潘执行员', workCard: '桂1381-G-017', dutyCard: '桂1381-Z-017' },
  { name: '莫执行员', workCard: '桂1381-G-023', dutyCard: '桂1381-Z-023' },
];
const pdf = Buffer.from('%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n').toString('base64');

/** A case with its ruling and notice, and one freeze order over these accounts: { institution, account, amount }. It waits for an approver. */
export async function placeFreezeOrder(api, body, accounts, { from, until }) {
  const { id: caseId } = await api.post('clerk-qin', '/cases', body);
  const documentIds = [];
  for (const kind of ['ruling', 'notice']) {
    const name = kind === 'ruling' ? '执行裁定书.pdf' : '协助冻结存款通知书.pdf';
    const { id } = await api.post('clerk-qin', `/cases/${caseId}/documents`, {
      kind,
      name,
      mediaType: 'application/pdf',
      contentBase64: pdf,
    });
    documentIds.push(id);
  }
  const order = await api.post('judge-wei', '/orders', {
    caseId,
    measure: 'freeze',
    legalBasis: { rulingNumber: `${body.caseNumber}之一`, noticeNumber: `${body.caseNumber}之一协助`, documentIds, officers },
    targets: accounts.map((target) => ({ ...target, from, until })),
  });
  return order.id;
}

/** A term of eleven months from the court's day. */
export async function elevenMonths(api) {
  const { legal } = await api.get('operator-meng', '/demo/clock');
  const day = new Date(new Date(legal).getTime() + 8 * 3_600_000);
  const end = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 11, Math.min(day.getUTCDate(), 28)));
  return { from: day.toISOString().slice(0, 10), until: end.toISOString().slice(0, 10) };
}

/** Has a reviewing bank decide what lies with it, again and again until `ended` is aborted. */
export async function keepReviewing(simulator, institution, ended) {
  while (!ended.aborted) {
    await simulator.review(institution).catch(() => {});
    await sleep(2_000, undefined, { signal: ended }).catch(() => {});
  }
}
