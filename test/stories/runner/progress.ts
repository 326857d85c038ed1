import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Story } from './story.js';
import { type Names } from './perform.js';

const kept = z.object({
  digest: z.string(),
  /** How many actions are done, counted through the whole story. */
  done: z.number().int(),
  /** An action was begun and its end not seen. */
  begun: z.boolean(),
  names: z.record(z.string(), z.unknown()),
});
type Kept = z.infer<typeof kept>;

/** How far a story was told in one house, so that a player that was stopped goes on where it was. */
export class Progress {
  private readonly file: string;
  private readonly digest: string;

  constructor(folder: string, story: Story) {
    this.digest = createHash('sha256')
      .update(JSON.stringify(story.steps.map(({ actions }) => actions.map(({ action }) => action))))
      .digest('hex');
    this.file = join(folder, `${story.name}.json`);
  }

  /** Undefined when there is none, or when the story was changed since. */
  read(): Kept | undefined {
    try {
      const read = kept.parse(JSON.parse(readFileSync(this.file, 'utf8')));
      return read.digest === this.digest ? read : undefined;
    } catch {
      return undefined;
    }
  }

  write(done: number, begun: boolean, names: Names): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, JSON.stringify({ digest: this.digest, done, begun, names } satisfies Kept));
    renameSync(`${this.file}.new`, this.file);
  }
}
