import { hash } from 'node:crypto';
import { type NamedHolder } from '#enforcement/identity/holders.js';

/**
 * What an institution finally said, in the house's own words and in fen text. The wire contract (libs/messages) has the same shape;
 * storage does not know messages, so that a new version of a message touches one mapping only.
 */
export interface FinalContent {
  readonly kind: 'final';
  readonly outcome: 'found' | 'nothing' | 'executed' | 'executed_in_part' | 'refused' | 'not_applicable';
  readonly bankTime: string;
  readonly asOf: string;
  readonly reason?: { code: string; text: string } | undefined;
  readonly receipt?: { number: string; issuedAt: string } | undefined;
  readonly accounts?: readonly AccountContent[] | undefined;
  readonly assets?: readonly AssetContent[] | undefined;
  readonly freeze?: FreezeContent | undefined;
  readonly release?: { releasedFen: string; remainingCapFen: string } | undefined;
  readonly deduction?: { amountFen: string; bankSerial: string; interbank: boolean; sentAt: string } | undefined;
  readonly seal?: { assetId: string; from: string; until: string; rank: number; shares?: string | undefined } | undefined;
  readonly payment?: { amountFen: string; bankSerial: string; paidAt: string } | undefined;
}

export interface AccountContent {
  readonly account: string;
  readonly balanceFen: string;
  readonly availableFen: string;
  /** Whom the institution names as holding it; nobody where it answers for the subject alone. */
  readonly holders?: readonly NamedHolder[] | undefined;
}

export interface AssetContent {
  readonly assetId: string;
  readonly kind: 'real_estate' | 'vehicle' | 'shares';
  readonly holders?: readonly NamedHolder[] | undefined;
}

/** JE = SKJE + CESKJE (R1.8-5..7). A whole account has no cap: its amount is what it holds (R2.3-2). */
export interface FreezeContent {
  readonly account: string;
  readonly amountFen: string;
  readonly caughtFen: string;
  readonly uncaughtFen: string;
  readonly from: string;
  readonly until: string;
  /** To the minute, where the institution tells it (R1.8-4). */
  readonly endsAt?: string | undefined;
  readonly wholeAccount?: true | undefined;
  /** Since when it ranks, where it took over the rank of another. */
  readonly servedAt?: string | undefined;
}

export type Outcome =
  | FinalContent
  | {
      readonly kind: 'acknowledged';
      readonly stage: 'acknowledged' | 'locked';
      readonly bankTime: string;
      readonly expectedBy?: string | undefined;
    }
  | { readonly kind: 'silent'; readonly reached: 'no' | 'maybe'; readonly cause: string }
  | { readonly kind: 'unknown'; readonly bankTime: string }
  | {
      readonly kind: 'present';
      readonly capFen: string;
      readonly caughtFen: string;
      readonly uncaughtFen: string;
      readonly until: string;
      readonly endsAt?: string | undefined;
      readonly wholeAccount?: true | undefined;
      readonly active: boolean;
      readonly asOf: string;
    }
  | { readonly kind: 'unreadable'; readonly cause: string };

export interface Answer {
  readonly requestId: string;
  readonly attempt: number;
  readonly institution: string;
  readonly outcome: Outcome;
}

/**
 * Digest of what was said, whatever the order of members and whenever the bank's clock stood: the same final answer by answer,
 * notice and status query is one answer. A refusal comes as a problem or in full, and to one attempt or the next: what it says is that
 * nothing was done, and why.
 */
export function contentDigest(content: Outcome): string {
  const known = digests.get(content);
  if (known !== undefined) return known;
  const refused = content.kind === 'final' && (content.outcome === 'refused' || content.outcome === 'not_applicable');
  const said = refused
    ? { kind: content.kind, outcome: content.outcome, code: content.reason?.code }
    : { ...content, bankTime: undefined };
  const digest = hash('sha256', canonical(said), 'hex').slice(0, 32);
  digests.set(content, digest);
  return digest;
}

// an answer is asked for its digest at every step it takes
const digests = new WeakMap<Outcome, string>();

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(members).sort()) {
    if (members[key] !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(members[key])}`;
  }
  return `{${text}}`;
}
