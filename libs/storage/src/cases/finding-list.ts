import { type DataSource, LessThan, type Repository } from 'typeorm';
import { FindingEntity } from '../entities/finding.entity.js';

export interface FindingFilter {
  readonly state?: FindingEntity['state'] | undefined;
  readonly caseId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export class FindingList {
  private readonly findings: Repository<FindingEntity>;

  constructor(source: DataSource) {
    this.findings = source.getRepository(FindingEntity);
  }

  /** Newest first; one more than `limit` where there are more. */
  list(filter: FindingFilter): Promise<FindingEntity[]> {
    return this.findings.find({
      where: {
        ...(filter.state === undefined ? {} : { state: filter.state }),
        ...(filter.caseId === undefined ? {} : { caseId: filter.caseId }),
        ...(filter.cursor === undefined ? {} : { id: LessThan(filter.cursor) }),
      },
      order: { id: 'desc' },
      take: filter.limit + 1,
    });
  }
}
