import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setParagraph } from './typesetting.js';

// a Chinese character is two wide, a Latin one is one
const widthOf = (text: string) => [...text].reduce((sum, one) => sum + (one < '\u0100' ? 1 : 2), 0);
const lines = (text: string, width: number, indent = 0) => setParagraph(text, width, indent, widthOf).map((line) => line.text);

describe('a paragraph of Chinese', () => {
  it('begins no line with a comma and ends none with an open bracket', () => {
    expect(lines('甲乙丙丁，戊己', 8)).toEqual(['甲乙丙', '丁，戊己']);
    expect(lines('甲乙丙（丁戊）', 8)).toEqual(['甲乙丙', '（丁戊）']);
    expect(lines('甲乙丙〈丁戊〉', 8)).toEqual(['甲乙丙', '〈丁戊〉']);
    expect(lines('甲乙〈丁〉戊', 8)).toEqual(['甲乙', '〈丁〉戊']);
  });

  it('keeps a number in one piece where it fits, and parts it where it never can', () => {
    expect(lines('共计305,000.00元', 12)).toEqual(['共计', '305,000.00元']);
    expect(lines('6222020200112233445', 10)).toEqual(['6222020200', '112233445']);
  });

  it('is straight on both sides but for its last line, and indented on its first', () => {
    const set = setParagraph('甲乙丙丁，戊己庚辛壬', 9, 2, widthOf);
    for (const line of set.slice(0, -1)) {
      expect(line.indent + widthOf(line.text) + line.spacing * ([...line.text].length - 1)).toBeCloseTo(9);
    }
    expect(set.map(({ indent }) => indent)).toEqual([2, ...set.slice(1).map(() => 0)]);
    expect(set.at(-1)?.spacing).toBe(0);
  });

  it('loses no character', () => {
    const text = fc.string({ unit: fc.constantFrom(...'甲乙丙，。（）〔〕《》12a.,%￥'), maxLength: 80 });
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 30 }), (drawn, width) => expect(lines(drawn, width).join('')).toBe(drawn)),
    );
  });
});
