import { type DataSource, type Repository } from 'typeorm';
import { ImportRunEntity } from '../entities/import-run.entity.js';

export class ImportRuns {
  private readonly runs: Repository<ImportRunEntity>;

  constructor(source: DataSource) {
    this.runs = source.getRepository(ImportRunEntity);
  }

  find(id: string): Promise<ImportRunEntity | null> {
    return this.runs.findOneBy({ id });
  }
}
