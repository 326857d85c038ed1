import PDFDocument from 'pdfkit';
import { ChakongError } from '#platform/errors.js';
import { typeface, type Weight } from './typeface.js';
import { setParagraph } from './typesetting.js';

const MM = 72 / 25.4;
const PAGE = { width: 595.28, height: 841.89 };
// GB/T 9704 for official papers: 28 mm on the left, 26 mm on the right, 37 mm above
const LEFT = 28 * MM;
const WIDTH = PAGE.width - LEFT - 26 * MM;
const TOP = 37 * MM;
const TOP_OF_NEXT = 28 * MM;
const BOTTOM = PAGE.height - 29 * MM;
// the seal of a people's court is 42 mm across
const SEAL_RADIUS = 21 * MM;

export interface Style {
  readonly size: number;
  readonly leading: number;
  readonly weight?: Weight;
  readonly align?: 'justified' | 'left' | 'centre' | 'right';
  /** In characters. */
  readonly indent?: number;
  /** Points of what follows that stay on the same page: a heading does not stand alone at the foot of one. */
  readonly keepsWith?: number;
}

export const BODY: Style = { size: 15, leading: 25, indent: 2 };
export const FLUSH: Style = { size: 15, leading: 25 };
export const TITLE: Style = { size: 22, leading: 34, weight: 'bold', align: 'centre' };
export const NUMBER: Style = { size: 14, leading: 24, align: 'right' };
const CELL: Style = { size: 10.5, leading: 16, align: 'left' };
const SMALL: Style = { size: 8, leading: 12, align: 'left' };

export interface Column {
  readonly head: string;
  /** A share of the width. */
  readonly share: number;
  readonly align?: 'left' | 'right' | 'centre';
}

/** What must not be parted from the seal. */
export interface LastWords {
  readonly before: string;
  readonly after?: string | undefined;
  /** What stands faintly where the seal goes. */
  readonly mark?: string;
}

/** A paper being written from top to bottom: paragraphs, tables, the place of the seal; pages turn by themselves. */
export class Sheet {
  private readonly document: PDFDocument;
  private y = TOP;

  constructor(facts: { readonly title: string; readonly court: string; readonly day: string }) {
    const date = new Date(`${facts.day}T00:00:00Z`);
    const info = { Title: facts.title, Author: facts.court, CreationDate: date, ModDate: date };
    this.document = new PDFDocument({ size: 'A4', margin: 0, bufferPages: true, autoFirstPage: false, lang: 'zh-CN', info });
    for (const weight of ['regular', 'bold'] as const) this.document.registerFont(weight, typeface(weight));
    this.document.addPage();
  }

  paragraph(text: string, style: Style = BODY): void {
    this.use(style);
    this.demandGlyphs(text);
    if (style.keepsWith !== undefined) this.room(style.leading + style.keepsWith);
    for (const line of this.linesOf(text, WIDTH, style)) {
      this.room(style.leading);
      this.line(line, LEFT, this.y, WIDTH, style);
      this.y += style.leading;
    }
  }

  gap(points: number): void {
    this.y += points;
  }

  pageBreak(): void {
    this.turn();
  }

  /** Empty frames, two abreast, each with what belongs into it: for the images of cards. */
  frames(labels: readonly string[]): void {
    const [width, height] = [(WIDTH - 16) / 2, 38 * MM];
    for (let index = 0; index < labels.length; index += 2) {
      this.room(height + 24);
      labels.slice(index, index + 2).forEach((label, place) => {
        const x = LEFT + place * (width + 16);
        this.document.lineWidth(0.5).strokeColor('#999999').rect(x, this.y, width, height).stroke();
        this.use(CELL);
        this.demandGlyphs(label);
        this.line({ text: label, spacing: 0, indent: 0 }, x, this.y + height + 3, width, { ...CELL, align: 'centre' });
      });
      this.y += height + 24;
    }
  }

  /** Rules around every cell; a row is never parted, and the head is repeated on every page. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[], lastIsTotal = false): void {
    const shares = columns.reduce((sum, { share }) => sum + share, 0);
    const widths = columns.map(({ share }) => (WIDTH * share) / shares);
    const head = columns.map((column) => column.head);
    this.row(
      head,
      widths,
      columns.map(() => 'centre' as const),
      'bold',
    );
    rows.forEach((cells, index) => {
      const weight = lastIsTotal && index === rows.length - 1 ? 'bold' : 'regular';
      // a total does not stand alone on a page
      const total = lastIsTotal && index === rows.length - 2 ? this.rowHeight(rows[index + 1] ?? [], widths, 'bold') : 0;
      if (this.y + this.rowHeight(cells, widths, weight) + total > BOTTOM) {
        this.turn();
        this.row(
          head,
          widths,
          columns.map(() => 'centre' as const),
          'bold',
        );
      }
      this.row(
        cells,
        widths,
        columns.map(({ align }) => align ?? 'left'),
        weight,
      );
    });
    this.y += 8;
  }

  /** Court and date with room for the seal over them. The last words of the text go along: a seal never stands on a page of its own. */
  seal(by: string, day: string, last: LastWords): void {
    this.use(BODY);
    const words = last.before === '' ? 0 : this.linesOf(last.before, WIDTH, BODY).length * BODY.leading;
    const tail = last.after === undefined ? 0 : FLUSH.leading;
    const height = 2 * SEAL_RADIUS + 8;
    this.room(words + height + tail);
    if (words > 0) this.paragraph(last.before);
    this.place(by, day, last.mark ?? '（院印）');
    this.y += height;
    if (last.after !== undefined) this.paragraph(last.after, { ...FLUSH, align: 'right' });
  }

  private place(by: string, day: string, mark: string): void {
    this.use(FLUSH);
    const half = Math.max(SEAL_RADIUS + 20, ...[by, day].map((words) => this.document.widthOfString(words) / 2));
    const centre = { x: LEFT + WIDTH - half, y: this.y + SEAL_RADIUS + 4 };
    this.document.lineWidth(0.5).strokeColor('#c8c8c8').dash(3, { space: 3 });
    this.document.circle(centre.x, centre.y, SEAL_RADIUS).stroke().undash();
    this.use(SMALL);
    this.document
      .fillColor('#b4b4b4')
      .text(mark, centre.x - this.document.widthOfString(mark) / 2, centre.y - SEAL_RADIUS + 8, { lineBreak: false });
    this.document.fillColor('black');
    for (const [text, down] of [
      [by, -14],
      [day, 14],
    ] as const) {
      this.use(FLUSH);
      const width = this.document.widthOfString(text);
      this.document.text(text, centre.x - width / 2, centre.y + down, { lineBreak: false });
    }
  }

  /** Page numbers and what proves the content, on every page; then the file. */
  async finish(proof: readonly string[]): Promise<Buffer> {
    const { start, count } = this.document.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.document.switchToPage(page);
      const at = PAGE.height - 22 * MM;
      this.document
        .lineWidth(0.4)
        .strokeColor('#999999')
        .moveTo(LEFT, at - 6)
        .lineTo(LEFT + WIDTH, at - 6)
        .stroke();
      const number = `第 ${page - start + 1} 页　共 ${count} 页`;
      for (const [index, text] of [...proof, number].entries()) {
        const style: Style = index === proof.length ? { ...SMALL, align: 'centre' } : SMALL;
        this.use(style);
        this.line({ text, spacing: 0, indent: 0 }, LEFT, at + index * 11, WIDTH, style);
      }
    }
    const chunks: Buffer[] = [];
    return new Promise((resolve, reject) => {
      this.document.on('data', (chunk) => chunks.push(chunk));
      this.document.on('end', () => resolve(Buffer.concat(chunks)));
      this.document.on('error', reject);
      this.document.end();
    });
  }

  private row(cells: readonly string[], widths: readonly number[], aligns: readonly Column['align'][], weight: Weight): void {
    const height = this.rowHeight(cells, widths, weight);
    this.room(height);
    let x = LEFT;
    cells.forEach((text, index) => {
      const width = widths[index] ?? 0;
      const style: Style = { ...CELL, weight, align: aligns[index] ?? 'left' };
      this.use(style);
      this.demandGlyphs(text);
      this.document.lineWidth(0.6).strokeColor('#333333').rect(x, this.y, width, height).stroke();
      this.cellLines(text, width, style).forEach((line, place) =>
        this.line({ text: line, spacing: 0, indent: 0 }, x + 4, this.y + 4 + place * CELL.leading, width - 8, style),
      );
      x += width;
    });
    this.y += height;
  }

  private rowHeight(cells: readonly string[], widths: readonly number[], weight: Weight): number {
    this.use({ ...CELL, weight });
    const lines = cells.map((text, index) => this.cellLines(text, widths[index] ?? 0, CELL).length);
    return Math.max(...lines, 1) * CELL.leading + 7;
  }

  private cellLines(text: string, width: number, style: Style): string[] {
    return text.split('\n').flatMap((part) => this.linesOf(part, width - 8, style).map((line) => line.text));
  }

  private linesOf(text: string, width: number, { size, indent = 0 }: Style) {
    return setParagraph(text, width, indent * size, (part) => this.document.widthOfString(part));
  }

  private line(
    { text, spacing, indent }: { text: string; spacing: number; indent: number },
    x: number,
    y: number,
    width: number,
    { align = 'justified' }: Style,
  ): void {
    const slack = width - this.document.widthOfString(text);
    const shift = align === 'right' ? slack : align === 'centre' ? slack / 2 : indent;
    const characterSpacing = align === 'justified' ? spacing : 0;
    this.document.text(text, x + shift, y, { lineBreak: false, characterSpacing });
  }

  private use({ size, weight = 'regular' }: Style): void {
    this.document.font(weight).fontSize(size);
  }

  private room(height: number): void {
    if (this.y + height > BOTTOM) this.turn();
  }

  private turn(): void {
    this.document.addPage();
    this.y = TOP_OF_NEXT;
  }

  /** A name with a character the typeface lacks must not go out as a box. */
  private demandGlyphs(text: string): void {
    const lacks = [...text].some(
      (one) => one !== '\n' && !this.document._font.font.hasGlyphForCodePoint(one.codePointAt(0) ?? 0),
    );
    if (lacks) {
      throw new ChakongError(
        'invalid',
        'A character of this paper is in no typeface of ours. Write the paper by hand and file it.',
      );
    }
  }
}
