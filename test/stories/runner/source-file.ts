import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';

/** Where something stands in a story file: `['steps', 3, 'do', 0, 'call', 'body']`. */
export type Place = readonly (string | number)[];

/** A YAML file that knows on which line each of its values stands, so that a failure can name it. */
export class SourceFile {
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;

  constructor(
    readonly name: string,
    text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines });
    const [error] = this.document.errors;
    if (error !== undefined) throw new StoryFileError(`${name}:${this.lineAt(error.pos[0])}: ${error.message.split('\n')[0]}`);
  }

  static read(path: string): SourceFile {
    return new SourceFile(relative(process.cwd(), path), readFileSync(path, 'utf8'));
  }

  value(): unknown {
    return this.document.toJS();
  }

  /** `file:line` of a value, or of the nearest thing around it that stands in the file. */
  at(place: Place): string {
    for (let length = place.length; length > 0; length -= 1) {
      const node: unknown = this.document.getIn(place.slice(0, length), true);
      if (isNode(node) && node.range) return `${this.name}:${this.lineAt(node.range[0])}`;
    }
    return `${this.name}:1`;
  }

  private lineAt(offset: number): number {
    return this.lines.linePos(offset).line;
  }
}

/** A story file that cannot be understood; says which line to correct. */
export class StoryFileError extends Error {
  override readonly name = 'StoryFileError';
}
