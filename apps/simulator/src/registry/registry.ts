import { Counterparty } from '../counterparty.js';
import { type RegistryEffect } from './register.js';
import { type RegistryProtocol } from './registry-protocol.js';
import { type RegistryRequest, type TitleBody } from './request.js';

export class Registry extends Counterparty<RegistryRequest, RegistryEffect> {
  declare readonly protocol: RegistryProtocol;

  get register() {
    return this.protocol.register;
  }

  /** Enters a title that is not in the register yet; a repetition changes nothing. */
  enter({ priorSeals, ...title }: TitleBody): boolean {
    if (this.register.titles.has(title.assetId)) return false;
    const { asOf, servedAs } = this.moment();
    const { assetId } = title;
    const effects: RegistryEffect[] = [{ kind: 'titled', title }];
    priorSeals.forEach((prior, index) => {
      const reference = `prior-${assetId}-${index}`;
      effects.push({ kind: 'locked', reference, assetId, at: asOf, servedAs, ...prior });
      effects.push({ kind: 'registered', reference, sealNumber: `CF-${assetId}-${index}`, at: asOf });
    });
    this.record({ act: 'books', why: 'title', effects });
    return true;
  }
}
