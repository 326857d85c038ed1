import { get } from './matching.js';
import { type Outside } from './outside.js';
import { type Names, perform, StoryFailure } from './perform.js';
import { type Progress } from './progress.js';
import { type Action, type Step, type Story } from './story.js';

export interface StepReport {
  readonly step: number;
  readonly title: { readonly zh: string; readonly en: string };
  readonly state: 'running' | 'done' | 'failed';
  readonly detail?: string;
}

export interface Playing {
  readonly story: Story;
  readonly outside: Outside;
  readonly progress: Progress;
  readonly report: (report: StepReport) => void;
  /** A story told before is left alone, one half told is taken up again. */
  readonly once: boolean;
  /** Share of the waiting times: 0 where everything happens at once, as in the runner's own tests. */
  readonly patience?: number;
}

/** Tells a story. True when every step came true. */
export async function play({ story, outside, progress, report, once, patience = 1 }: Playing): Promise<boolean> {
  const caseId = await caseOf(story, outside);
  const start = { done: 0, names: { ...story.names, case: {} } as Names };
  if (caseId !== undefined) {
    const names = { ...story.names, case: { id: caseId } };
    const state = !once ? undefined : await standing(story, names, outside, progress, caseId);
    if (state === 'told') {
      report({ step: story.steps.length, title: story.title, state: 'done', detail: 'already played' });
      return true;
    }
    if (state === undefined || typeof state === 'string') {
      report({
        step: 1,
        title: story.title,
        state: 'failed',
        detail: state ?? `The case ${story.caseNumber} exists already. Play it in a fresh house: npm start -- --fresh.`,
      });
      return false;
    }
    Object.assign(start, state);
  }
  let passed = 0;
  for (const step of story.steps) {
    const skip = Math.max(0, start.done - passed);
    if (
      skip < step.actions.length &&
      !(await tell(story, step, skip, passed, start.names, { outside, progress, report, patience }))
    )
      return false;
    if (skip >= step.actions.length) report({ step: step.step, title: step.title, state: 'done', detail: 'came true before' });
    passed += step.actions.length;
  }
  return ended(story, start.names, outside, report);
}

/** What `finished` says must hold now, or the story would not know itself again at the next start. */
async function ended(story: Story, names: Names, outside: Outside, report: Playing['report']): Promise<boolean> {
  const last = story.steps.at(-1);
  try {
    for (const placed of story.finished) await perform(placed, { ...names }, outside, 'finished');
    return true;
  } catch (error) {
    if (last === undefined || !(error instanceof StoryFailure)) throw error;
    report({ step: last.step, title: last.title, state: 'failed', detail: error.message });
    return false;
  }
}

async function tell(
  story: Story,
  step: Step,
  skip: number,
  passed: number,
  names: Names,
  { outside, progress, report, patience }: Pick<Playing, 'outside' | 'progress' | 'report'> & { patience: number },
): Promise<boolean> {
  report({ step: step.step, title: step.title, state: 'running' });
  for (const [index, placed] of [...step.actions.entries()].slice(skip)) {
    progress.write(passed + index, true, names);
    try {
      await perform(placed, names, outside, `${story.name}:${step.step}:${index + 1}`, patience);
    } catch (error) {
      // what failed may be tried again, unless it left something behind that a repetition would double
      progress.write(passed + index, !isRepeatable(placed.action), names);
      report({
        step: step.step,
        title: step.title,
        state: 'failed',
        detail: error instanceof StoryFailure ? error.message : String(error),
      });
      return false;
    }
    progress.write(passed + index + 1, false, names);
  }
  report({ step: step.step, title: step.title, state: 'done' });
  return true;
}

/** Whether the story was told to its end here, where to go on, or in words why neither is possible. */
async function standing(
  story: Story,
  names: Names,
  outside: Outside,
  progress: Progress,
  caseId: string,
): Promise<'told' | { done: number; names: Names } | (string & {})> {
  if (await isFinished(story, names, outside)) return 'told';
  const kept = progress.read();
  if (kept === undefined || get(kept.names, 'case.id') !== caseId)
    return `The case ${story.caseNumber} is half played, and what was done is not known here. Begin anew: npm start -- --fresh.`;
  const interrupted = story.steps.flatMap((step) => step.actions)[kept.done];
  if (kept.begun && interrupted !== undefined && !isRepeatable(interrupted.action))
    return `The player was stopped at ${interrupted.file.at(interrupted.place)}, in an act of the banks that must not happen twice. Begin anew: npm start -- --fresh.`;
  return kept;
}

async function isFinished(story: Story, names: Names, outside: Outside): Promise<boolean> {
  try {
    for (const placed of story.finished) await perform(placed, { ...names }, outside, 'finished');
    return true;
  } catch (error) {
    if (error instanceof StoryFailure) return false;
    throw error;
  }
}

/** Calls of the API carry a key, looking changes nothing, and the clock may be set twice; a credit booked twice is twice the money. */
function isRepeatable(action: Action): boolean {
  return !('simulator' in action) || action.simulator.method === 'GET' || !/\/(credits|debits)$/.test(action.simulator.path);
}

async function caseOf(story: Story, outside: Outside): Promise<string | undefined> {
  const { body } = await outside.api('auditor-ban', 'GET', `/cases?q=${encodeURIComponent(story.caseNumber)}`);
  const items = get(body, 'items');
  const found = Array.isArray(items) ? items.find((item) => get(item, 'caseNumber') === story.caseNumber) : undefined;
  const id = get(found, 'id');
  return typeof id === 'string' ? id : undefined;
}
