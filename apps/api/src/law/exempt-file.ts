import { z } from 'zod';
import { CONFIDENCES, PERMISSIONS } from '#enforcement/exempt/account-class.js';

const names = z.array(z.string().min(1)).default([]);

/** config/law/exempt-accounts.yaml: the rows of section 3. */
export const exemptFile = z
  .array(
    z.strictObject({
      rule: z.string().regex(/^R\d+(\.\d+)?-\d+$/, 'Write the id of the rule, such as R3-1.'),
      code: z.string().min(1),
      zh: z.string().min(1),
      freeze: z.enum(PERMISSIONS),
      deduct: z.enum(PERMISSIONS),
      purposes: names,
      authority: z.string().min(1),
      confidence: z.enum(CONFIDENCES),
      tags: names,
      accountClasses: names,
    }),
  )
  .superRefine((rows, context) => {
    const seen = new Set<string>();
    const wrong = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    rows.forEach((row, index) => {
      if (row.confidence === 'memory' && (row.freeze === 'barred' || row.deduct === 'barred')) {
        wrong([index, 'confidence'], 'What nobody has read in the law bars nothing for good: write override.');
      }
      for (const name of [`code ${row.code}`, ...row.tags.map((tag) => `tag ${tag}`)]) {
        if (seen.has(name)) wrong([index], `${name} is there twice.`);
        seen.add(name);
      }
    });
  });
