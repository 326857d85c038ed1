import { type Moment, type Outcome, type Protocol } from '../protocol.js';
import { lackingBasis, type Refusal } from '../refusal.js';
import { plusYears } from '../simulator-clock.js';
import { Register, type RegistryEffect } from './register.js';
import { type Of, parseRegistryRequest, type RegistryRequest } from './request.js';

/** Immovables are sealed for three years at most, vehicles for two (R2.1-2, R2.1-3). */
const longestYears = { real_estate: 3, vehicle: 2, shares: 3 } as const;

/** docs/protocols/registry-json: acknowledged, locked and registered are three different things (R8.1-6). */
export class RegistryProtocol implements Protocol<RegistryRequest, RegistryEffect> {
  readonly timeField = 'registryTime';
  readonly register = new Register();

  parse(body: unknown): RegistryRequest {
    return parseRegistryRequest(body);
  }

  apply(effect: RegistryEffect): void {
    this.register.apply(effect);
  }

  target(request: RegistryRequest): string | undefined {
    switch (request.measure) {
      case 'inquire':
        return undefined;
      case 'seal':
        return request.seal.assetId;
      case 'renew':
        return request.renew.assetId;
      case 'release':
        return request.release.assetId;
    }
  }

  idNumbers(request: RegistryRequest): readonly string[] {
    return request.measure === 'inquire' ? request.subject.idNumbers : [];
  }

  refusal(request: RegistryRequest, moment: Moment): Refusal | undefined {
    if (request.measure === 'inquire') {
      const stranger = this.register.titlesOf(request.subject.idNumbers).some((title) => title.owner !== request.subject.name);
      return stranger ? { code: 'name_mismatch', text: '姓名不匹配' } : undefined;
    }
    return lackingBasis(request.legalBasis) ?? this.refuseMeasure(request, moment);
  }

  lock(request: RegistryRequest, moment: Moment): RegistryEffect[] {
    if (request.measure !== 'seal' || this.register.seals.has(request.requestId)) return [];
    const { seal, court, legalBasis, requestId } = request;
    const documentNumber = legalBasis.rulingNumber ?? legalBasis.noticeNumber;
    return [
      {
        kind: 'locked',
        reference: requestId,
        ...seal,
        at: moment.asOf,
        servedAs: moment.servedAs,
        authority: court.name,
        documentNumber,
      },
    ];
  }

  unlock(requestId: string): RegistryEffect[] {
    const seal = this.register.seals.get(requestId);
    return seal && !seal.registered && !seal.ended ? [{ kind: 'unlocked', reference: requestId }] : [];
  }

  carryOut(request: RegistryRequest, moment: Moment): Outcome<RegistryEffect> {
    switch (request.measure) {
      case 'inquire': {
        const assets = this.register.titlesOf(request.subject.idNumbers).map((title) => this.describe(title.assetId));
        return { outcome: assets.length > 0 ? 'found' : 'nothing', result: assets.length > 0 ? { assets } : {}, effects: [] };
      }
      case 'seal':
        return this.registerSeal(request, moment);
      case 'renew': {
        const { sealReference, until } = request.renew;
        const seal = { ...this.sealResult(sealReference), until };
        return { outcome: 'executed', result: { seal }, effects: [{ kind: 'renewed', reference: sealReference, until }] };
      }
      case 'release': {
        const { sealReference, assetId } = request.release;
        const release = { sealReference, assetId, releasedAt: moment.asOf };
        return {
          outcome: 'executed',
          result: { release },
          effects: [{ kind: 'ended', reference: sealReference, why: 'release' }],
        };
      }
    }
  }

  answer(
    request: RegistryRequest,
    { outcome, reason, result }: Outcome<RegistryEffect>,
    said: { time: string; asOf: string; receipt: string },
  ) {
    const receipt = { number: said.receipt, issuedAt: said.asOf };
    return {
      requestId: request.requestId,
      outcome,
      registryTime: said.time,
      asOf: said.asOf,
      ...(reason && { reason }),
      ...result,
      receipt,
    };
  }

  present(requestId: string) {
    const seal = this.register.seals.get(requestId);
    if (!seal?.registered) return undefined;
    return {
      assetId: seal.assetId,
      rank: Math.max(1, this.register.rank(seal)),
      until: seal.until,
      active: seal.ended === undefined,
    };
  }

  expired({ today }: Pick<Moment, 'today'>): RegistryEffect[] {
    const over = [...this.register.titles.values()].flatMap((title) => title.seals).filter((seal) => seal.until < today);
    return over.map((seal) => ({ kind: 'ended', reference: seal.reference, why: 'expiry' }));
  }

  private refuseMeasure(request: Exclude<RegistryRequest, { measure: 'inquire' }>, moment: Moment): Refusal | undefined {
    if (request.measure === 'seal') return this.refuseSeal(request, moment);
    const { sealReference, assetId } = request.measure === 'renew' ? request.renew : request.release;
    const seal = this.register.seals.get(sealReference);
    if (!seal?.registered || seal.ended || seal.assetId !== assetId) return { code: 'seal_not_found', text: '无原查封记录' };
    return request.measure === 'renew' ? this.badTerm(assetId, seal.until, request.renew.until, moment.today) : undefined;
  }

  private refuseSeal(request: Of<'seal'>, moment: Moment): Refusal | undefined {
    const { assetId, from, until } = request.seal;
    const title = this.register.titles.get(assetId);
    if (!title) return { code: 'asset_not_found', text: '无此登记单元' };
    if (!this.register.titlesOf(request.subject.idNumbers).includes(title))
      return { code: 'id_mismatch', text: '权利人证件信息不匹配' };
    if (title.owner !== request.subject.name) return { code: 'name_mismatch', text: '姓名不匹配' };
    const { shares } = request.seal;
    if ((title.kind === 'shares') !== (shares !== undefined)) return { code: 'review_not_passed', text: '股票须载明冻结数量' };
    if (shares !== undefined && BigInt(shares) > this.register.freeShares(title))
      return { code: 'review_not_passed', text: '可冻结数量不足' };
    return this.badTerm(assetId, from, until, moment.today);
  }

  private badTerm(assetId: string, from: string, until: string, today: string): Refusal | undefined {
    if (until < from || until < today) return { code: 'term_invalid', text: '终期早于始期或当日' };
    const years = longestYears[this.register.titles.get(assetId)?.kind ?? 'vehicle'];
    return until > plusYears(from, years) ? { code: 'term_invalid', text: `超过${years}年` } : undefined;
  }

  private registerSeal(request: Of<'seal'>, moment: Moment): Outcome<RegistryEffect> {
    const locked = this.lock(request, moment);
    const before = this.register.seals.get(request.requestId);
    const seals = this.register.titles.get(request.seal.assetId)?.seals ?? [];
    const rank = seals.filter((other) => other.servedAs < moment.servedAs).length + 1;
    const sealNumber = `CF${moment.serial}`;
    const seal = {
      ...request.seal,
      stage: 'registered',
      rank,
      sealNumber,
      lockedAt: before?.lockedAt ?? moment.asOf,
      registeredAt: moment.asOf,
    };
    return {
      outcome: 'executed',
      result: { seal },
      effects: [...locked, { kind: 'registered', reference: request.requestId, sealNumber, at: moment.asOf }],
    };
  }

  private sealResult(reference: string) {
    const seal = this.register.seal(reference);
    const { assetId, from, until, lockedAt, registered, shares } = seal;
    return {
      assetId,
      stage: 'registered',
      rank: this.register.rank(seal),
      ...(shares !== undefined && { shares }),
      sealNumber: registered?.sealNumber,
      from,
      until,
      lockedAt,
      registeredAt: registered?.at,
    };
  }

  private describe(assetId: string) {
    const title = this.register.titles.get(assetId);
    if (!title) throw new Error('the register lists a title it does not hold');
    const { kind, realEstate, vehicle, shares, encumbrances, holders, seals } = title;
    const priorSeals = seals.map(({ authority, documentNumber, from, until, registered }, index) => ({
      authority,
      documentNumber,
      from,
      until,
      stage: registered ? 'registered' : 'locked',
      rank: index + 1,
    }));
    const status = seals.length > 0 ? 'sealed' : encumbrances.some((one) => one.kind === 'mortgage') ? 'mortgaged' : 'normal';
    const described = {
      ...(realEstate && { realEstate }),
      ...(vehicle && { vehicle }),
      ...(shares && { shares: { ...shares, available: String(this.register.freeShares(title)) } }),
      ...(holders && { holders }),
    };
    return { assetId, kind, status, ...described, encumbrances, priorSeals };
  }
}
