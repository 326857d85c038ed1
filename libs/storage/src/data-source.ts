import { DataSource } from 'typeorm';
import { entities } from './entities/entities.js';
import { sqlMigrations } from './migrations.js';

/** TypeORM: migrations, and repositories for ordinary screens. Hot paths use Database. */
export function createDataSource(url: string, applicationName: string, poolSize = 4): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName,
    entities,
    migrations: sqlMigrations(),
    migrationsTableName: 'schema_migration',
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    poolSize,
    extra: { statement_timeout: 10_000, lock_timeout: 5_000, idle_in_transaction_session_timeout: 10_000 },
  });
}
