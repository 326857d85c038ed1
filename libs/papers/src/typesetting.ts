export interface SetLine {
  readonly text: string;
  /** Added after every character, so that both edges of a paragraph are straight. */
  readonly spacing: number;
  readonly indent: number;
}

// 避头 and 避尾: what may not begin a line, and what may not end one
const NOT_FIRST = /^[，。、；：？！）〕】〉》」』”’％%·…]/u;
const NOT_LAST = /[（〔【〈《「『“‘￥¥]$/u;
// a Latin word, number or code stays in one piece; everything else may be parted between any two characters
const PIECES = /[!-~…]+|\s|[^]/gu;
// a line pulled further apart than this, in characters, is left ragged: it would look spelt out
const WIDEST_GAP = 0.3;

/**
 * Breaks a paragraph of Chinese into lines of `width`: no comma at a line's head, no open bracket at its end, numbers and Latin words in
 * one piece where they fit. All lines but the last are spread to the full width.
 */
export function setParagraph(text: string, width: number, indent: number, widthOf: (text: string) => number): readonly SetLine[] {
  const lines: { text: string; indent: number }[] = [];
  let current = { text: '', indent };
  const room = () => width - current.indent;
  for (const piece of text.match(PIECES) ?? []) {
    for (const part of widthOf(piece) > width ? [...piece] : [piece]) {
      if (current.text !== '' && widthOf(current.text + part) > room()) {
        const [kept, carried] = NOT_FIRST.test(part) ? splitLast(current.text) : splitOpening(current.text);
        lines.push({ ...current, text: kept });
        current = { text: carried, indent: 0 };
      }
      if (part !== ' ' || current.text !== '') current.text += part;
    }
  }
  if (current.text !== '' || lines.length === 0) lines.push(current);
  return lines.map((line, index) => {
    const characters = [...line.text.trimEnd()].length;
    const short = width - line.indent - widthOf(line.text.trimEnd());
    const gap = short / (characters - 1);
    const isSpread = index < lines.length - 1 && characters > 1 && gap > 0 && gap <= WIDEST_GAP * widthOf('中');
    return { text: line.text.trimEnd(), indent: line.indent, spacing: isSpread ? gap : 0 };
  });
}

/** Takes the last character down to the next line, with what may not stand at an end before it. */
function splitLast(text: string): [string, string] {
  const pieces = text.match(PIECES) ?? [];
  const last = pieces.at(-1) ?? '';
  const [kept, opening] = splitOpening(text.slice(0, text.length - last.length));
  return kept === '' ? [text, ''] : [kept, opening + last];
}

function splitOpening(text: string): [string, string] {
  const opening = NOT_LAST.exec(text)?.[0] ?? '';
  const kept = text.slice(0, text.length - opening.length);
  return kept === '' ? [text, ''] : [kept, opening];
}
