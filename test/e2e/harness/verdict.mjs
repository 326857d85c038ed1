/** Columns under each other; numbers to the right. `rows` are arrays, the first one the head. */
export function printTable(title, rows) {
  const texts = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : String(cell))));
  const widths = texts[0].map((_, column) => Math.max(...texts.map((row) => widthOf(row[column] ?? ''))));
  const isNumber = (row, column) => typeof rows[row][column] === 'number';
  console.log(`\n${title}`);
  texts.forEach((row, index) => {
    const cells = row.map((text, column) => {
      const gap = ' '.repeat(widths[column] - widthOf(text));
      return isNumber(index, column) ? gap + text : text + gap;
    });
    console.log(`  ${cells.join('   ').trimEnd()}`);
    if (index === 0) console.log(`  ${widths.map((width) => '-'.repeat(width)).join('   ')}`);
  });
}

// A Chinese character takes two places.
const widthOf = (text) => [...text].reduce((sum, character) => sum + (character.codePointAt(0) > 0x2e7f ? 2 : 1), 0);

/** What a script promises: each line counted against what it must be. */
export class Verdict {
  #lines = [];

  /** `holds` defaults to `found` being exactly `expected`. */
  check(promise, found, expected, holds = found === expected, examples = []) {
    this.#lines.push({ promise, found, expected, holds, examples });
  }

  zero(promise, offenders) {
    this.check(promise, offenders.length, 0, offenders.length === 0, offenders.slice(0, 3));
  }

  /** Prints every line and returns the exit code. */
  print() {
    printTable('Promises', [
      ['', 'promise', 'found', 'expected'],
      ...this.#lines.map(({ promise, found, expected, holds }) => [holds ? 'PASS' : 'FAIL', promise, found, expected]),
    ]);
    for (const { promise, holds, examples } of this.#lines)
      if (!holds && examples.length > 0)
        console.log(`\n  ${promise}, for example:\n    ${examples.map((one) => JSON.stringify(one)).join('\n    ')}`);
    const failed = this.#lines.filter(({ holds }) => !holds).length;
    console.log(`\n${failed === 0 ? 'PASS' : 'FAIL'}: ${this.#lines.length - failed} of ${this.#lines.length} promises held\n`);
    return failed === 0 ? 0 : 1;
  }
}
