import { type Moment, type Outcome, type Protocol } from '../protocol.js';
import { lackingBasis, type Refusal } from '../refusal.js';
import { BankBooks } from './books.js';
import { type Clearing, deduct, refuseDeduction } from './deduct.js';
import { type BankEffect } from './effects.js';
import { type Ability, freeze, refuseFreeze, refuseRelease, refuseRenewal, release, renew } from './freeze.js';
import { pay, refusePayment } from './fund-account.js';
import { inquire, refuseInquiry } from './inquire.js';
import { type BankRequest, parseBankRequest } from './request.js';

/** docs/protocols/rest-json: what a bank does with each measure. */
export class BankProtocol implements Protocol<BankRequest, BankEffect> {
  readonly timeField = 'bankTime';
  readonly books = new BankBooks();

  constructor(
    private readonly clearing: Clearing,
    private readonly ability: Ability = { wholeAccount: true },
  ) {}

  parse(body: unknown): BankRequest {
    return parseBankRequest(body);
  }

  apply(effect: BankEffect): void {
    this.books.apply(effect);
  }

  target(request: BankRequest): string | undefined {
    switch (request.measure) {
      case 'inquire':
        return undefined;
      case 'freeze':
        return request.freeze.account;
      case 'renew':
        return request.renew.account;
      case 'release':
        return request.release.account;
      case 'deduct':
        return request.deduct.account;
      case 'pay':
        return request.pay.payee.account;
    }
  }

  idNumbers(request: BankRequest): readonly string[] {
    return request.measure === 'inquire' ? request.subject.idNumbers : [];
  }

  refusal(request: BankRequest, moment: Moment): Refusal | undefined {
    switch (request.measure) {
      case 'inquire':
        return refuseInquiry(this.books, request);
      case 'freeze':
        return lackingBasis(request.legalBasis) ?? refuseFreeze(this.books, request, moment, this.ability);
      case 'renew':
        return lackingBasis(request.legalBasis) ?? refuseRenewal(this.books, request, moment);
      case 'release':
        return lackingBasis(request.legalBasis) ?? refuseRelease(this.books, request);
      case 'deduct':
        return lackingBasis(request.legalBasis) ?? refuseDeduction(this.books, this.clearing, request);
      case 'pay':
        return refusePayment(this.books, request);
    }
  }

  carryOut(request: BankRequest, moment: Moment, inPart: boolean): Outcome<BankEffect> {
    switch (request.measure) {
      case 'inquire':
        return inquire(this.books, request);
      case 'freeze':
        return freeze(this.books, request, moment, { ...this.ability, inPart });
      case 'renew':
        return renew(this.books, request, this.ability);
      case 'release':
        return release(this.books, request);
      case 'deduct':
        return deduct(this.books, this.clearing, request, moment);
      case 'pay':
        return pay(this.books, this.clearing, request, moment);
    }
  }

  answer(
    request: BankRequest,
    { outcome, reason, result }: Outcome<BankEffect>,
    said: { time: string; asOf: string; receipt: string },
  ) {
    const body = { outcome, bankTime: said.time, asOf: said.asOf, ...(reason && { reason }), ...result };
    if (request.measure === 'pay') return { paymentId: request.requestId, ...body };
    return { requestId: request.requestId, ...body, receipt: { number: said.receipt, issuedAt: said.asOf } };
  }

  present(requestId: string) {
    return this.books.present(requestId);
  }

  expired(moment: Pick<Moment, 'today' | 'asOfMs'>): BankEffect[] {
    return this.books.expired(moment);
  }
}
