import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PaperHouse } from './runner/paper/paper-house.js';
import { play, type StepReport } from './runner/player.js';
import { type Outside } from './runner/outside.js';
import { SourceFile } from './runner/source-file.js';
import { isStory, type Story, storyOf } from './runner/story.js';

const FOLDER = 'test/stories';
const stories = readdirSync(FOLDER).filter((name) => isStory(join(FOLDER, name)));
const institutions = readdirSync('config/institutions')
  .map((file) => file.replace('.yaml', ''))
  .filter((code) => code !== 'defaults');
const nowhere = { read: () => undefined, write: () => undefined } as never;

type Files = ReadonlyMap<string, string>;

function filesOf(name: string): Files {
  const files = readdirSync(join(FOLDER, name)).sort();
  return new Map(files.map((file) => [file, readFileSync(join(FOLDER, name, file), 'utf8')]));
}

const parsed = new Map<string, SourceFile>();

function storyFrom(name: string, files: Files): Story {
  // a mutation changes one file: the others need not be parsed again
  const source = (file: string) => {
    const text = files.get(file) ?? '';
    const known = parsed.get(file + text) ?? new SourceFile(`${FOLDER}/${name}/${file}`, text);
    parsed.set(file + text, known);
    return known;
  };
  const others = [...files.keys()].filter((file) => file !== 'story.yaml');
  return storyOf(name, source('story.yaml'), others.map(source));
}

async function tell(story: Story): Promise<{ cameTrue: boolean; detail: string }> {
  const house = new PaperHouse(institutions);
  const reports: StepReport[] = [];
  const report = (one: StepReport) => reports.push(one);
  const cameTrue = await play({
    story,
    outside: house as unknown as Outside,
    progress: nowhere,
    report,
    once: false,
    patience: 0,
  });
  return { cameTrue, detail: reports.at(-1)?.detail ?? '' };
}

/** Every amount and date of the files with another in its place: a fen more, a day later. */
function* mutations(files: Files): Generator<{ where: string; files: Files }> {
  for (const [file, text] of files)
    for (const match of text.matchAll(/(?<=')\d+\.\d\d(?=')|\b20\d\d-\d\d-\d\d(?=[T\s,}\]])/g)) {
      const changed = match[0].includes('.') ? aFenMore(match[0]) : aDayLater(match[0]);
      const line = text.slice(0, match.index).split('\n').length;
      const altered = text.slice(0, match.index) + changed + text.slice(match.index + match[0].length);
      yield { where: `${file}:${line}: ${match[0]} → ${changed}`, files: new Map([...files, [file, altered]]) };
    }
}

function aFenMore(amount: string): string {
  const fen = (BigInt(amount.replace('.', '')) + 1n).toString().padStart(3, '0');
  return `${fen.slice(0, -2)}.${fen.slice(-2)}`;
}

function aDayLater(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

describe.each(stories)('the files of the story %s', (name) => {
  it('come true by the arithmetic of the law alone', async () => {
    expect(await tell(storyFrom(name, filesOf(name)))).toEqual({ cameTrue: true, detail: '' });
  });

  it('hold no amount and no date that could be changed unnoticed', async () => {
    const unnoticed: string[] = [];
    const unplaced: string[] = [];
    let tried = 0;
    for (const { where, files } of mutations(filesOf(name))) {
      tried += 1;
      const { cameTrue, detail } = await tell(storyFrom(name, files));
      if (cameTrue) unnoticed.push(where);
      else if (!/^test\/stories\/[\w-]+\/[\w-]+\.yaml:\d+: .*expected .*found /m.test(detail))
        unplaced.push(`${where}: ${detail}`);
    }
    expect({ unnoticed, unplaced }).toEqual({ unnoticed: [], unplaced: [] });
    expect(tried).toBeGreaterThan(40);
  });
});
