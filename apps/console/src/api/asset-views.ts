// What the api answers about what was found, as far as this page reads it. Money is yuan text, days are YYYY-MM-DD, instants RFC 3339.

import { type ShownAs } from './order-views.js';
import { type MarkView, type Strange } from './party-views.js';

export interface AccountView {
  readonly partyId: string;
  readonly institution: string;
  readonly account: string;
  readonly class: string;
  readonly balance: string;
  readonly available: string;
  readonly asOf: string;
  readonly priorMeasures: readonly { readonly authority: string; readonly documentNumber: string }[];
  readonly exemptionTag?: string | null;
  readonly marks: readonly MarkView[];
  readonly strange?: Strange;
}

export interface RegisteredAssetView {
  readonly partyId: string;
  readonly institution: string;
  readonly assetId: string;
  readonly kind: 'real_estate' | 'vehicle' | 'shares';
  readonly shares?: {
    readonly quantity: string;
    readonly available: string;
    readonly previousClose: string;
    readonly closeOn: string;
  };
  readonly strange?: Strange;
  readonly description: string;
  readonly asOf: string;
}

export interface AssetsView {
  readonly accounts: readonly AccountView[];
  readonly assets: readonly RegisteredAssetView[];
  readonly institutions: readonly {
    readonly code: string;
    readonly name: string;
    readonly shownAs: ShownAs | 'not_asked';
    readonly asOf?: string | null;
  }[];
  readonly silent: readonly string[];
}

/** One account as a bank reported it, with the time it was true. */
export interface SightingView {
  readonly institution: string;
  readonly account: string;
  readonly available: string;
  readonly currency: string;
  readonly at: string;
  readonly exemptionTag?: string | null;
  readonly strange?: Strange;
  readonly source: { readonly kind: 'credit' | 'inquiry'; readonly amount?: string };
}

export interface FindingView {
  readonly id: string;
  readonly caseId: string;
  readonly partyId: string;
  readonly kind: 'credit' | 'inquiry';
  readonly level: 'info' | 'review' | 'freeze_now';
  readonly state: 'open' | 'resumed' | 'dismissed';
  readonly amount: string;
  readonly evidence: {
    readonly sightings?: readonly SightingView[];
    readonly assets?: readonly {
      readonly institution: string;
      readonly description: string;
      readonly assetId: string;
      readonly strange?: Strange;
    }[];
  };
  readonly foundAt: string;
  readonly foundLegalAt: string;
}
