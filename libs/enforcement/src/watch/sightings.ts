import { type Fen, fenOf, sumFen, ZERO } from '../money.js';
import { type FindingLevel, higherLevel, levelOf, type WatchRule } from './finding-level.js';

/** What one institution reported of one account at one moment. Money in fen as text, since it is kept as JSON. */
export interface Sighting {
  readonly institution: string;
  readonly account: string;
  readonly availableFen: string;
  readonly currency: string;
  /** Business time of the institution at which `availableFen` was true. */
  readonly at: string;
  /** The bank's mark that the money may not, or only for its purpose, be taken (R3). */
  readonly exemptionTag?: string | undefined;
  /** The institution names another holder: nobody has looked yet, or somebody found that it is another's (R7.1-2). */
  readonly strange?: 'doubted' | 'not_debtors' | undefined;
  readonly source:
    | { readonly kind: 'credit'; readonly noticeId: string; readonly creditId: string; readonly amountFen: string }
    | { readonly kind: 'inquiry'; readonly requestId: string };
}

/** A title or vehicle that no earlier inquiry of the case reported. */
export interface AssetSighting {
  readonly institution: string;
  readonly kind: string;
  readonly assetId: string;
  readonly description: string;
  readonly requestId: string;
  readonly strange?: 'doubted' | 'not_debtors' | undefined;
}

export interface Sighted {
  readonly sightings: readonly Sighting[];
  readonly assets: readonly AssetSighting[];
}

/** Adds what is new. A repetition changes nothing, and the order of arrival does not matter. */
export function addSightings(known: Sighted, more: Sighted): Sighted {
  return {
    sightings: distinct([...known.sightings, ...more.sightings], sourceKey).sort(byKey(sightingOrder)),
    assets: distinct([...known.assets, ...more.assets], assetKey).sort(byKey(assetKey)),
  };
}

/** What could be taken: each account's newest report in yuan, exempt accounts and those of others left out. */
export function takeable(sightings: readonly Sighting[]): Fen {
  return sumOfNewest(sightings.filter((sighting) => isYuan(sighting) && isHis(sighting) && sighting.exemptionTag === undefined));
}

/**
 * What the judge should make of it. Foreign money and new registered assets have no figure to hold against the threshold, so a person looks;
 * exempt money is never proposed for freezing, but a tag may be wrong or lapsed. Whose another holder's money is a person looks too, and what
 * was found to be another's says nothing.
 */
export function assess(sighted: Sighted, outstanding: Fen, rule: WatchRule): FindingLevel | undefined {
  if (outstanding <= 0n) return undefined;
  const { sightings, assets } = hisOwn(sighted);
  const exempt = sumOfNewest(sightings.filter((sighting) => isYuan(sighting) && sighting.exemptionTag !== undefined));
  const foreign = sightings.some((sighting) => !isYuan(sighting) && fenOf(sighting.availableFen) > 0n);
  const doubted = sumOfNewest(sighted.sightings.filter((sighting) => sighting.strange === 'doubted'));
  const toLookAt =
    levelOf(doubted, outstanding, rule) !== undefined || sighted.assets.some(({ strange }) => strange === 'doubted');
  return [
    levelOf(takeable(sightings), outstanding, rule),
    levelOf(exempt, outstanding, rule) === undefined ? undefined : ('info' as const),
    foreign || toLookAt || assets.length > 0 ? ('review' as const) : undefined,
  ].reduce<FindingLevel | undefined>(higherLevel, undefined);
}

/** Marks every report of what is known to be, or may be, another's: the mark goes by the account and not by who reported it first. */
export function markStrange(
  { sightings, assets }: Sighted,
  of: (institution: string, key: string) => Sighting['strange'],
): Sighted {
  return {
    sightings: sightings.map((sighting) => marked(sighting, of(sighting.institution, sighting.account))),
    assets: assets.map((asset) => marked(asset, of(asset.institution, asset.assetId))),
  };
}

function marked<T extends Pick<Sighting, 'strange'>>(one: T, strange: Sighting['strange']): T {
  return { ...one, strange };
}

/** The debtor's own, as far as anybody knows. A case is never resumed on anything else (R7.1-2, R5.2-2). */
export function hisOwn({ sightings, assets }: Sighted): Sighted {
  return { sightings: sightings.filter(isHis), assets: assets.filter(isHis) };
}

function isHis({ strange }: Pick<Sighting, 'strange'>): boolean {
  return strange === undefined;
}

function sumOfNewest(sightings: readonly Sighting[]): Fen {
  const newest = new Map<string, Sighting>();
  for (const sighting of sightings) {
    const key = `${sighting.institution}\n${sighting.account}`;
    const known = newest.get(key);
    if (known === undefined || isNewer(sighting, known)) newest.set(key, sighting);
  }
  return sumFen([...newest.values()].map(({ availableFen }) => (fenOf(availableFen) > 0n ? fenOf(availableFen) : ZERO)));
}

function isNewer(one: Sighting, other: Sighting): boolean {
  const difference = Date.parse(one.at) - Date.parse(other.at);
  return difference === 0 ? sourceKey(one) > sourceKey(other) : difference > 0;
}

function isYuan(sighting: Sighting): boolean {
  return sighting.currency === 'CNY';
}

function sourceKey({ institution, account, source }: Sighting): string {
  return [institution, account, source.kind, source.kind === 'credit' ? source.creditId : source.requestId].join('\n');
}

function sightingOrder(sighting: Sighting): string {
  return `${new Date(sighting.at).toISOString()}\n${sourceKey(sighting)}`;
}

function assetKey({ institution, kind, assetId }: AssetSighting): string {
  return [institution, kind, assetId].join('\n');
}

function distinct<T>(items: readonly T[], key: (item: T) => string): T[] {
  const kept = new Map<string, T>();
  for (const item of items) if (!kept.has(key(item))) kept.set(key(item), item);
  return [...kept.values()];
}

function byKey<T>(key: (item: T) => string): (one: T, other: T) => number {
  return (one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0);
}
