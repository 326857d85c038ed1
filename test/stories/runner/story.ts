import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Place, SourceFile, StoryFileError } from './source-file.js';

const title = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const row = z.record(z.string(), z.unknown());

const expectation = {
  from: z.enum(['api', 'simulator']).default('api'),
  /** Who looks; the auditor may look at everything. */
  as: z.string().default('auditor-ban'),
  path: z.string().startsWith('/'),
  /** Where in the answer: `watch.slots`. A list `items` is found by itself. */
  at: z.string().optional(),
  /** The one element of the list that has these values; `values` then speak of it. */
  find: row.optional(),
  /** Which elements of the list `count` and `sum` take; all when left out. */
  where: row.optional(),
  count: z.number().int().min(0).optional(),
  /** Adds up a column of yuan texts. */
  sum: z.strictObject({ of: z.string(), is: z.string() }).optional(),
  values: z.unknown().optional(),
  save: z.string().optional(),
};
const sent = {
  path: z.string().startsWith('/'),
  body: z.unknown().optional(),
  /** What the answer's status must be; any success when left out. */
  status: z.number().int().optional(),
  values: z.unknown().optional(),
  save: z.string().optional(),
};

const action = z.union([
  z.strictObject({ 'set clock': z.iso.datetime({ offset: true }) }),
  z.strictObject({ call: z.strictObject({ as: z.string(), method: z.enum(['GET', 'POST', 'PUT']).default('POST'), ...sent }) }),
  z.strictObject({ simulator: z.strictObject({ method: z.enum(['GET', 'POST']).default('POST'), ...sent }) }),
  z.strictObject({ expect: z.strictObject(expectation) }),
  z.strictObject({ 'wait until': z.strictObject({ ...expectation, seconds: z.number().positive().default(90) }) }),
]);
export type Action = z.infer<typeof action>;
export type Expectation = Extract<Action, { expect: unknown }>['expect'];

const stepFile = z.strictObject({
  steps: z.array(z.strictObject({ step: z.number().int().min(1), title, do: z.array(action).min(1) })).min(1),
});
const storyFile = z.strictObject({
  title,
  /** By this number the player knows whether the story was played. */
  case: z.string().min(1),
  /** What holds when it was played to its end. */
  finished: z.array(z.strictObject({ expect: z.strictObject(expectation) })).min(1),
  /** Names for texts that several files use: `${court.name}`. */
  names: row.default({}),
});

export interface PlacedAction {
  readonly action: Action;
  readonly file: SourceFile;
  readonly place: Place;
}

export interface Step {
  readonly step: number;
  readonly title: { readonly zh: string; readonly en: string };
  readonly actions: readonly PlacedAction[];
}

export interface Story {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly caseNumber: string;
  readonly names: Readonly<Record<string, unknown>>;
  readonly finished: readonly PlacedAction[];
  readonly steps: readonly Step[];
}

export function isStory(folder: string): boolean {
  return existsSync(join(folder, 'story.yaml'));
}

/** Reads `story.yaml` and the step files beside it in the order of their names. Throws StoryFileError naming file and line. */
export function readStory(folder: string): Story {
  if (!isStory(folder)) throw new StoryFileError(`${folder} is no story: it has no story.yaml.`);
  const others = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'story.yaml');
  const [head, ...files] = ['story.yaml', ...others.sort()].map((name) => SourceFile.read(join(folder, name)));
  return storyOf(basename(folder), head as SourceFile, files);
}

export function storyOf(name: string, head: SourceFile, files: readonly SourceFile[]): Story {
  const { title: told, case: caseNumber, names, finished } = parse(head, storyFile);
  const steps = files.flatMap((file) =>
    parse(file, stepFile).steps.map((step, index) => ({
      step: step.step,
      title: step.title,
      place: file.at(['steps', index, 'step']),
      actions: step.do.map((one, position) => ({ action: one, file, place: ['steps', index, 'do', position] })),
    })),
  );
  steps.forEach(({ step, place }, index) => {
    if (step !== index + 1)
      throw new StoryFileError(`${place}: step: expected ${index + 1}, found ${step}. Steps are numbered through all files.`);
  });
  return {
    name,
    title: told,
    caseNumber,
    names,
    finished: finished.map((one, index) => ({ action: one, file: head, place: ['finished', index] })),
    steps,
  };
}

function parse<S extends z.ZodType>(file: SourceFile, schema: S): z.output<S> {
  const result = schema.safeParse(file.value());
  if (result.success) return result.data;
  const issue = deepest(result.error.issues[0] as z.core.$ZodIssue);
  throw new StoryFileError(`${file.at(issue.path as Place)}: ${issue.path.join('.')}: ${issue.message}`);
}

/** Of an action that is none of the five, the member that came nearest says what is wrong. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const nearest = issue.errors
    .flatMap((issues) => issues.slice(0, 1))
    .map((inner) => deepest({ ...inner, path: [...issue.path, ...inner.path] }))
    .reduce<z.core.$ZodIssue | undefined>(
      (best, one) => (best === undefined || one.path.length > best.path.length ? one : best),
      undefined,
    );
  return nearest ?? issue;
}
