/** The part of pdfkit this folder uses; its published types are several versions behind. Lengths are points. */
declare module 'pdfkit' {
  interface TextOptions {
    lineBreak?: boolean;
    characterSpacing?: number;
  }
  export default class PDFDocument {
    constructor(options: {
      size: 'A4';
      margin: number;
      bufferPages: boolean;
      autoFirstPage: boolean;
      lang: string;
      info: { Title: string; Author: string; CreationDate: Date; ModDate: Date };
    });
    readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
    registerFont(name: string, file: Buffer): this;
    font(name: string): this;
    fontSize(size: number): this;
    fillColor(colour: string): this;
    strokeColor(colour: string): this;
    lineWidth(width: number): this;
    dash(length: number, options: { space: number }): this;
    undash(): this;
    widthOfString(text: string): number;
    text(text: string, x: number, y: number, options?: TextOptions): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    circle(x: number, y: number, radius: number): this;
    stroke(): this;
    addPage(): this;
    switchToPage(index: number): this;
    bufferedPageRange(): { start: number; count: number };
    on(event: 'data', heard: (chunk: Buffer) => void): this;
    on(event: 'end', heard: () => void): this;
    on(event: 'error', heard: (error: Error) => void): this;
    end(): void;
  }
}
