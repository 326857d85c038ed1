import { z } from 'zod';
import { assetNumber, common, count, day, holders, idNumber, text, uuid } from '../request-fields.js';

const registryRequest = z.discriminatedUnion('measure', [
  z.strictObject({ ...common, measure: z.literal('inquire'), inquire: z.strictObject({}) }),
  z.strictObject({
    ...common,
    measure: z.literal('seal'),
    seal: z.strictObject({ assetId: assetNumber, from: day, until: day, shares: count.optional() }),
  }),
  z.strictObject({
    ...common,
    measure: z.literal('renew'),
    renew: z.strictObject({ sealReference: uuid, assetId: assetNumber, until: day }),
  }),
  z.strictObject({
    ...common,
    measure: z.literal('release'),
    release: z.strictObject({ sealReference: uuid, assetId: assetNumber }),
  }),
]);
export type RegistryRequest = z.infer<typeof registryRequest>;
export type Of<M extends RegistryRequest['measure']> = Extract<RegistryRequest, { measure: M }>;

export function parseRegistryRequest(body: unknown): RegistryRequest {
  return registryRequest.parse(body);
}

const encumbrance = z.strictObject({
  kind: z.enum(['mortgage', 'lease', 'preview', 'objection', 'residence', 'other']),
  holder: text,
  amount: z.string().optional(),
  registeredOn: day,
});

/** A title or vehicle with its owner, as seeds and control calls name it. */
export const titleBody = z.strictObject({
  owner: text,
  ids: z.array(z.strictObject({ idType: text, idNumber })).min(1),
  assetId: assetNumber,
  kind: z.enum(['real_estate', 'vehicle', 'shares']),
  realEstate: z
    .strictObject({
      certificate: text,
      rightType: text.default('国有建设用地使用权/房屋所有权'),
      address: text,
      areaSquareMetres: z.string().optional(),
      share: text.default('单独所有'),
    })
    .optional(),
  vehicle: z.strictObject({ plate: text, model: text, registeredOn: day }).optional(),
  shares: z.strictObject({ code: text, company: text, quantity: count, previousClose: text, closeOn: day }).optional(),
  encumbrances: z.array(encumbrance).default([]),
  holders: holders.optional(),
  priorSeals: z.array(z.strictObject({ authority: text, documentNumber: text, from: day, until: day })).default([]),
});
export type TitleBody = z.infer<typeof titleBody>;
