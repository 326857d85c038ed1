import { describe, expect, it } from '@jest/globals';
import { parseWatchFile, readWatchFile } from './watch-config.js';

const text = (levels: string) => `version: 1\nsafetyDays: 14\nlevels: ${levels}`;

describe('config/watch.yaml', () => {
  it('is right as shipped', () => {
    expect(readWatchFile('config/watch.yaml').rule.levels.review.fixed).toBe(50_000n);
  });

  it('names the field that is wrong', () => {
    const level = "{ fixed: '1.005', sharePerMille: 0 }";
    const shipped = "{ fixed: '100.00', sharePerMille: 0 }";
    expect(() => parseWatchFile('watch.yaml', text(`{ info: ${level}, review: ${shipped}, freeze_now: ${shipped} }`))).toThrow(
      /levels\.info\.fixed: Write an amount/,
    );
  });

  it('refuses levels that do not rise', () => {
    const [low, high] = ["{ fixed: '1.00', sharePerMille: 10 }", "{ fixed: '2.00', sharePerMille: 0 }"];
    expect(() => parseWatchFile('watch.yaml', text(`{ info: ${low}, review: ${high}, freeze_now: ${high} }`))).toThrow(/rise/);
  });

  it('says which variable names the file when there is none', () => {
    expect(() => readWatchFile('config/none.yaml')).toThrow(/WATCH_FILE/);
  });
});
