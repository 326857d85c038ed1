import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { Outside } from './outside.js';
import { play, type StepReport } from './player.js';
import { Progress } from './progress.js';
import { readStory } from './story.js';

const AN_HOUR_MS = 3_600_000;

/** One story as a test, in a house that runs already: STORY_API_URL and STORY_SIMULATOR_URL say where. `npm test` starts one by itself. */
export function told(name: string): void {
  describe(`the story ${name}`, () => {
    it(
      'comes true',
      async () => {
        const { STORY_API_URL, STORY_SIMULATOR_URL, STORY_PROGRESS = '.local/stories' } = process.env;
        if (STORY_API_URL === undefined || STORY_SIMULATOR_URL === undefined)
          throw new Error('Set STORY_API_URL and STORY_SIMULATOR_URL to a running house, or run `npm test`.');
        const story = readStory(join('test/stories', name));
        const reports: StepReport[] = [];
        const outside = new Outside(STORY_API_URL, STORY_SIMULATOR_URL);
        const progress = new Progress(STORY_PROGRESS, story);
        const cameTrue = await play({ story, outside, progress, report: (one) => reports.push(one), once: true });
        expect(reports.filter(({ state }) => state === 'failed')).toEqual([]);
        expect(cameTrue).toBe(true);
      },
      AN_HOUR_MS,
    );
  });
}
