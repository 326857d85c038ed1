import { bareId } from '../request-fields.js';
import { type TitleBody } from './request.js';

export type RegistryEffect =
  | { kind: 'titled'; title: Omit<TitleBody, 'priorSeals'> }
  | {
      kind: 'locked';
      reference: string;
      assetId: string;
      from: string;
      until: string;
      at: string;
      servedAs: number;
      authority: string;
      documentNumber: string;
      shares?: string | undefined;
    }
  | { kind: 'registered'; reference: string; sealNumber: string; at: string }
  | { kind: 'unlocked'; reference: string }
  | { kind: 'renewed'; reference: string; until: string }
  | { kind: 'ended'; reference: string; why: 'release' | 'expiry' };

export interface Seal {
  reference: string;
  assetId: string;
  from: string;
  until: string;
  lockedAt: string;
  servedAs: number;
  authority: string;
  documentNumber: string;
  /** How many of a holding of shares. */
  shares?: string | undefined;
  registered?: { sealNumber: string; at: string };
  ended?: string;
}

interface Title extends Omit<TitleBody, 'priorSeals'> {
  /** Locked and registered seals in order of service; the first is in force, the others wait (R2.2-3). */
  seals: Seal[];
}

/** A register of titles or vehicles: the fold of its effects. */
export class Register {
  readonly titles = new Map<string, Title>();
  readonly seals = new Map<string, Seal>();
  private readonly owned = new Map<string, Title[]>();

  apply(effect: RegistryEffect): void {
    switch (effect.kind) {
      case 'titled': {
        const title = { ...effect.title, seals: [] };
        this.titles.set(title.assetId, title);
        for (const id of title.ids) this.owned.set(bareId(id.idNumber), [...(this.owned.get(bareId(id.idNumber)) ?? []), title]);
        return;
      }
      case 'locked': {
        const { at, ...rest } = effect;
        const seal: Seal = { ...rest, lockedAt: at };
        this.seals.set(seal.reference, seal);
        const title = this.titles.get(seal.assetId);
        if (title) title.seals = [...title.seals, seal].sort((a, b) => a.servedAs - b.servedAs);
        return;
      }
      case 'registered':
        this.seal(effect.reference).registered = { sealNumber: effect.sealNumber, at: effect.at };
        return;
      case 'unlocked':
        this.strike(this.seal(effect.reference), 'refused');
        return;
      case 'renewed':
        this.seal(effect.reference).until = effect.until;
        return;
      case 'ended':
        this.strike(this.seal(effect.reference), effect.why);
        return;
    }
  }

  titlesOf(idNumbers: readonly string[]): Title[] {
    return [...new Set(idNumbers.flatMap((id) => this.owned.get(bareId(id)) ?? []))];
  }

  seal(reference: string): Seal {
    const seal = this.seals.get(reference);
    if (!seal) throw new Error('the register names a seal that was never made');
    return seal;
  }

  /** Shares of a holding that nobody has frozen. */
  freeShares(title: Title): bigint {
    return title.seals.reduce((left, { shares = '0' }) => left - BigInt(shares), BigInt(title.shares?.quantity ?? '0'));
  }

  rank(seal: Seal): number {
    return (this.titles.get(seal.assetId)?.seals.indexOf(seal) ?? -1) + 1;
  }

  private strike(seal: Seal, why: string): void {
    seal.ended = why;
    const title = this.titles.get(seal.assetId);
    if (title) title.seals = title.seals.filter((other) => other !== seal);
  }
}
