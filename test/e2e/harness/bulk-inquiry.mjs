const notice = { noticeNumber: '（2021）桂1381执查1号', documentIds: [], officers: [] };

/** Imports the cases as one file of JSON Lines. */
export async function importCases(api, cases) {
  const run = await api.post(
    'clerk-qin',
    '/cases/import',
    cases.map((one) => JSON.stringify(one)).join('\n'),
    'application/x-ndjson',
  );
  if (run.casesCreated + run.casesKnown === cases.length && run.rowsRefused === 0) return run;
  throw new Error(`Of ${cases.length} cases ${run.casesCreated} were imported: ${JSON.stringify(run.refusals?.slice(0, 3))}`);
}

/** One inquiry over these cases at these institutions; it waits for an approver. */
export function placeBulkInquiry(api, cases, institutions = 'all') {
  return api.post('judge-wei', '/orders/bulk', {
    filter: { caseNumbers: cases.map(({ caseNumber }) => caseNumber) },
    institutions,
    legalBasis: notice,
  });
}

export function approveSet(api, setId) {
  return api.post('approver-lu', `/order-sets/${setId}/approval`, {});
}
