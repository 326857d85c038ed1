import { type DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';
import { CaseRegister } from './cases/case-register.js';
import { FindingList } from './cases/finding-list.js';
import { ImportRuns } from './import/import-runs.js';

/** The repositories behind ordinary screens, over one TypeORM data source. */
export class Screens {
  readonly cases: CaseRegister;
  readonly findings: FindingList;
  readonly imports: ImportRuns;

  private constructor(private readonly source: DataSource) {
    this.cases = new CaseRegister(source);
    this.findings = new FindingList(source);
    this.imports = new ImportRuns(source);
  }

  static async open(url: string, applicationName: string): Promise<Screens> {
    return new Screens(await createDataSource(url, applicationName).initialize());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}
