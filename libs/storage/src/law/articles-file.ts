import { z } from 'zod';
import { type ArticlesInForce } from '#enforcement/articles-in-force.js';
import { readLawFile } from './law-file.js';

const confidence = z.enum(['T', 'P', 'D', 'memory']);
const version = z
  .strictObject({
    from: z.iso.date().optional(),
    article: z.string().regex(/^《.+》第.+条$/, 'Write 《law》第…条.'),
    source: z.string().min(1),
    confidence,
    dateConfidence: confidence.optional(),
  })
  .refine(({ from, dateConfidence }) => (from === undefined) === (dateConfidence === undefined), {
    message: 'Say how sure the day is, where there is one.',
  });
const versions = z
  .array(version)
  .min(1)
  .refine((all) => all.every(({ from }, index) => (from === undefined) === (index === all.length - 1)), {
    message: 'Give every version but the oldest the day it came into force.',
  })
  .refine((all) => all.every(({ from = '' }, index) => index === 0 || from < (all[index - 1]?.from ?? '')), {
    message: 'Write the newest first.',
  });

const articlesFile = z.strictObject({
  deposits: versions,
  property: versions,
  terms: versions,
  excess: versions,
  release: versions,
});

/** config/law/articles.yaml. */
export function readArticles(folder: string): ArticlesInForce {
  return readLawFile(folder, 'articles.yaml', articlesFile);
}
