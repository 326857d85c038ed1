import { z } from 'zod';
import { yuanInFile } from '#storage/law/figures.js';

/** config/law/living-cost.yaml: the local minimum-living standard by city and year (R3-24). */
export const livingCostFile = z
  .array(
    z.strictObject({
      city: z.string().min(1),
      year: z.int().min(1990).max(2200),
      monthly: yuanInFile,
      source: z.string().min(1),
      isExample: z.boolean(),
    }),
  )
  .superRefine((rows, context) => {
    rows.forEach(({ city, year }, index) => {
      if (rows.findIndex((other) => other.city === city && other.year === year) < index)
        context.addIssue({
          code: 'custom',
          path: [index, 'year'],
          message: `${city} has a standard of ${year} already (R3-24).`,
        });
    });
  });
