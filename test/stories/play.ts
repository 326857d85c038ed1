import { parseArgs } from 'node:util';
import { StoryFileError } from './runner/source-file.js';
import { Outside } from './runner/outside.js';
import { play, type StepReport } from './runner/player.js';
import { Progress } from './runner/progress.js';
import { readStory } from './runner/story.js';

/** node dist/test/stories/play.js test/stories/heshan [--once]; one JSON line per step on stdout, 0 when every step came true. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { once: { type: 'boolean', default: false } } });
  const { API_URL, SIMULATOR_URL, STORY_PROGRESS = '.local/stories' } = process.env;
  if (positionals.length === 0 || API_URL === undefined || SIMULATOR_URL === undefined) {
    process.stderr.write('Say which stories: play.js test/stories/heshan [--once], and set API_URL and SIMULATOR_URL.\n');
    return 2;
  }
  const report = (step: StepReport) => process.stdout.write(`${JSON.stringify(step)}\n`);
  for (const folder of positionals) {
    const story = readStory(folder);
    const outside = new Outside(API_URL, SIMULATOR_URL);
    const cameTrue = await play({ story, outside, progress: new Progress(STORY_PROGRESS, story), report, once: values.once });
    if (!cameTrue) return 1;
  }
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof StoryFileError ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
