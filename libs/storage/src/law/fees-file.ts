import { z } from 'zod';
import { type FeeTable } from '#enforcement/debt/fees.js';
import { percent, yuanInFile } from './figures.js';

const bands = z
  .array(
    z
      .strictObject({ above: yuanInFile, base: yuanInFile, ratePercent: percent })
      .transform(({ above, base, ratePercent }) => ({ above, base, rate: ratePercent.rate })),
  )
  .min(1)
  .refine(
    (all) => all.every(({ above }, index) => (index === 0 ? above === 0n : above > (all[index - 1]?.above ?? above))),
    'Begin at 0 and let each band start above the one before.',
  );

/** config/law/fees.yaml (R4.4). */
export const feesFile = z
  .strictObject({
    enforcement: z.strictObject({ bands, withoutAmount: z.strictObject({ from: yuanInFile, to: yuanInFile }) }),
    preservation: z.strictObject({ bands, cap: yuanInFile }),
  })
  .transform(({ enforcement, preservation }) => ({
    enforcement: { bands: enforcement.bands } satisfies FeeTable,
    withoutAmount: enforcement.withoutAmount,
    preservation: preservation satisfies FeeTable,
  }));
