import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome } from '#messages/answers.js';
import { type AscertainItem, type RequestItem, requestItem } from '#messages/requests.js';

export interface Golden {
  readonly name: string;
  readonly folder: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body: Record<string, unknown> | null;
  };
  readonly response: { readonly status: number; readonly headers?: Record<string, string>; readonly body: unknown };
  readonly meaning: string;
}

export function goldenFiles(protocol: string): Golden[] {
  const root = join(import.meta.dirname, '../golden', protocol);
  return readdirSync(root).flatMap((folder) =>
    readdirSync(join(root, folder)).map((file) => ({
      folder,
      ...(JSON.parse(readFileSync(join(root, folder, file), 'utf8')) as Omit<Golden, 'folder'>),
    })),
  );
}

/**
 * The one word the file says a driver must conclude. Two refusals are read more carefully than the word alone: after `not_after_passed` the
 * same request goes out again, so it must not become final; `id_reused` is no proof that nothing was done under our id.
 */
export function conclusionOf(golden: Golden): string {
  const code = (golden.response.body as { code?: string } | null)?.code;
  if (code === 'not_after_passed') return 'silent_no';
  if (code === 'id_reused') return 'unreadable';
  return /^\w+/.exec(golden.meaning)?.[0] ?? '';
}

export function wordOf(reading: Outcome | { readonly kind: 'statement' } | { readonly kind: 'refused' }): string {
  switch (reading.kind) {
    case 'final':
      return reading.outcome;
    case 'acknowledged':
      return reading.stage;
    case 'silent':
      return `silent_${reading.reached}`;
    case 'unknown':
    case 'present':
    case 'unreadable':
    case 'statement':
    case 'refused':
      return reading.kind;
  }
}

export function bodyText(golden: Golden): string {
  const { body } = golden.response;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

const fen = (yuan: unknown) => (yuan === undefined ? undefined : String(BigInt(String(yuan).replace('.', ''))));
const CASE = '0198c5d0-7a00-7000-8000-00000000ca5e';
const ID_TYPES: Record<string, string> = { uscc: 'unified_credit_code', other_person: 'other', other_organisation: 'other' };

/** The request of the house that must become the golden request: written against the protocol, not with the driver's own mapping. */
export function itemOf(golden: Golden): RequestItem {
  const body = golden.request.body as Record<string, Record<string, unknown>> & { measure: string; idType?: string };
  const task = golden.folder === 'payment' ? paymentTask(golden) : taskOf(body);
  const { subject, caseNumber, court, judge, legalBasis, notAfter } = body;
  const shared = golden.folder === 'payment' ? paymentEnvelope() : { subject, caseNumber, court, judge, legalBasis };
  return requestItem.parse({
    requestId: golden.request.path.split('/').pop(),
    attempt: body['attempt'] ?? 1,
    caseId: CASE,
    notAfter,
    ...shared,
    ...(subject && { subject: { ...subject, idType: ID_TYPES[String(subject['idType'])] ?? subject['idType'] } }),
    task: Object.fromEntries(Object.entries(task).filter(([, value]) => value !== undefined)),
  });
}

function taskOf(body: Record<string, Record<string, unknown>> & { measure: string }): Record<string, unknown> {
  const { measure } = body;
  const asked = body[measure] ?? {};
  const reference = {
    freezeRequestId: asked['freezeReference'] ?? asked['sealReference'],
    account: asked['account'] ?? asked['assetId'],
  };
  switch (measure) {
    case 'inquire':
      return { measure, ...asked };
    case 'freeze':
      return {
        ...{ measure, account: asked['account'], amountFen: fen(asked['amount']), wholeAccount: asked['wholeAccount'] },
        inRankOf: rankOf(asked['inRankOf'] as Record<string, unknown> | undefined),
        ...{ from: asked['from'], until: asked['until'] },
      };
    case 'renew':
      return { measure, ...reference, until: asked['until'] };
    case 'release':
      return { measure, ...reference, amountFen: fen(asked['amount']), keepFen: fen(asked['keep']) };
    case 'deduct':
      return { measure, ...reference, amountFen: fen(asked['amount']), payee: asked['payee'] };
    case 'seal':
      return { measure, assetId: asked['assetId'], from: asked['from'], until: asked['until'] };
    default:
      throw new Error(`no such measure in the protocols: ${measure}`);
  }
}

function rankOf(asked: Record<string, unknown> | undefined) {
  return asked?.['freezeReference'] === undefined ? asked : { freezeRequestId: asked['freezeReference'] };
}

function paymentTask(golden: Golden): Record<string, unknown> {
  const body = golden.request.body ?? {};
  return {
    measure: 'pay',
    fundAccount: golden.request.path.split('/')[2],
    amountFen: fen(body['amount']),
    payee: body['payee'],
    reference: body['reference'],
  };
}

function paymentEnvelope() {
  return {
    subject: { kind: 'person', name: '黄大强', idType: 'citizen_id', idNumbers: ['451381197003121010'] },
    caseNumber: '（2020）桂1381执恢15号',
    court: { code: '桂1381', name: '合山市人民法院' },
    judge: { name: '覃法官' },
    legalBasis: { noticeNumber: '1', documents: [], officers: [] },
  };
}

/** The question of the house that must become the golden status query. The measure is read off the answer; where there is none, any will do. */
export function questionOf(golden: Golden, open: AscertainItem['measure']): AscertainItem {
  const said = golden.response.body as { answer?: Record<string, unknown> };
  const answer = typeof said === 'object' ? said.answer : undefined;
  const parts = golden.request.path.split('/');
  const payment = golden.folder === 'payment-status';
  const inquiry = answer?.['outcome'] === 'nothing' || answer?.['outcome'] === 'found';
  return {
    requestId: parts.at(-1) ?? '',
    attempt: 1,
    caseId: CASE,
    notAfter: '2020-03-12T10:16:00.000+08:00',
    measure: payment ? 'pay' : inquiry ? 'inquire' : open,
    ...(payment && parts[2] !== undefined && { fundAccount: parts[2] }),
  };
}
