import { useState } from 'react';
import { newKey } from '../api/act.js';
import { post } from '../api/calls.js';
import { type DocumentReceipt } from '../api/views.js';

/** Files a ruling, or another document an act rests on, once, however often its form is sent again with something else corrected. */
export function useFiledRuling(
  caseId: string,
  kind: 'ruling' | 'evidence' = 'ruling',
): (file: File, number?: string) => Promise<string> {
  const [filed, setFiled] = useState<{ file: File; documentId: string }>();
  return async (file, number) => {
    if (filed?.file === file) return filed.documentId;
    const documentId = await fileRuling(caseId, kind, file, number);
    setFiled({ file, documentId });
    return documentId;
  };
}

/** Files the ruling an act rests on, which the act then names by id. */
async function fileRuling(caseId: string, kind: 'ruling' | 'evidence', file: File, number?: string): Promise<string> {
  const body = {
    kind,
    ...(number === undefined ? {} : { number }),
    name: file.name,
    mediaType: file.type === '' ? 'application/pdf' : file.type,
    contentBase64: await base64(file),
  };
  const { id } = await post<DocumentReceipt>(`/cases/${caseId}/documents`, body, newKey());
  return id;
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
