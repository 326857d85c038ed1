import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { leash } from './leash.mjs';
import { nodeBinary, root } from './place.mjs';
import { PlainFailure } from './plain-failure.mjs';

const player = path.join(root, 'dist', 'test', 'stories', 'play.js');
const storiesFolder = path.join(root, 'test', 'stories');

export function allStories() {
  if (!existsSync(storiesFolder)) return [];
  return readdirSync(storiesFolder)
    .filter((name) => existsSync(path.join(storiesFolder, name, 'story.yaml')))
    .sort();
}

function parseStep(line) {
  try {
    const step = JSON.parse(line);
    return typeof step === 'object' && step !== null && 'step' in step && 'state' in step ? step : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Has the player play one story and reports each of its steps as it goes. Whatever else the player says goes to the log.
 * A step counts as come true only when the player said `done`; one still running when the player ends has failed.
 */
export async function playStory({ name, env, logFolder, onStep }) {
  const folder = path.join(storiesFolder, name);
  if (!existsSync(folder)) throw new PlainFailure(`There is no story ${name}; there are: ${allStories().join(', ')}.`);
  const logFile = path.join(logFolder, `story-${name}.log`);
  const log = createWriteStream(logFile, { flags: 'a' });
  const child = spawn(nodeBinary(), ['--enable-source-maps', player, folder, '--once'], {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  leash(child);
  child.stderr.pipe(log, { end: false });
  const exit = new Promise((resolve) => child.once('close', resolve));
  const steps = new Map();
  for await (const line of createInterface({ input: child.stdout })) {
    log.write(`${line}\n`);
    const step = parseStep(line);
    if (!step) continue;
    steps.set(step.step, step);
    onStep?.(step);
  }
  const code = await exit;
  log.end();
  const done = [...steps.values()].filter(({ state }) => state === 'done').length;
  const failed = steps.size - done;
  return {
    name,
    passed: done,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    cameTrue: code === 0 && failed === 0 && done > 0,
    logFile,
  };
}
