import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

// Beside the sources also when compiled to dist/libs/storage/src: SQL is not copied.
const FOLDER = join(
  import.meta.dirname,
  import.meta.dirname.includes(`${join('dist', 'libs')}`) ? '../../../../libs/storage/migrations' : '../migrations',
);
const EPOCH = 1_790_000_000_000;

/** One TypeORM migration per `NNNN-name.up.sql`, in the order of their numbers, with its `.down.sql`. */
export function sqlMigrations(folder = FOLDER): (new () => MigrationInterface)[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.up.sql'))
    .sort()
    .map((file) => {
      const number = Number(file.slice(0, 4));
      const name = `${file.slice(5, -'.up.sql'.length).replaceAll('-', '_')}${EPOCH + number}`;
      return class implements MigrationInterface {
        readonly name = name;
        async up(runner: QueryRunner): Promise<void> {
          await runner.query(readFileSync(join(folder, file), 'utf8'));
        }
        async down(runner: QueryRunner): Promise<void> {
          await runner.query(readFileSync(join(folder, file.replace('.up.sql', '.down.sql')), 'utf8'));
        }
      };
    });
}
