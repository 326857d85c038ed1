import { type DataSource, type Repository } from 'typeorm';
import { type CaseState } from '#enforcement/case-states.js';
import { CaseEntity } from '../entities/enforcement-case.entity.js';
import { WatchEntity } from '../entities/watch.entity.js';

export interface CaseFilter {
  readonly state?: CaseState | undefined;
  /** Part of a case number, or of a party's name. */
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Cases as screens show them: with parties and claims. */
export class CaseRegister {
  private readonly cases: Repository<CaseEntity>;
  private readonly watches: Repository<WatchEntity>;

  constructor(source: DataSource) {
    this.cases = source.getRepository(CaseEntity);
    this.watches = source.getRepository(WatchEntity);
  }

  async find(id: string): Promise<CaseEntity | undefined> {
    return (await this.withParts([id]))[0];
  }

  /** Newest first; one more than `limit` where there are more. */
  async list(filter: CaseFilter): Promise<CaseEntity[]> {
    const query = this.cases
      .createQueryBuilder('c')
      .orderBy('c.id', 'DESC')
      .take(filter.limit + 1);
    if (filter.state !== undefined) query.andWhere('c.state = :state', { state: filter.state });
    if (filter.cursor !== undefined) query.andWhere('c.id < :cursor', { cursor: filter.cursor });
    if (filter.q !== undefined) {
      query.andWhere(
        `(c.case_number like :like or c.resumed_number like :like or exists (select 1 from party p where p.case_id = c.id and p.name like :like))`,
        { like: `%${filter.q.replaceAll(/[\\%_]/g, '\\$&')}%` },
      );
    }
    const ids = (await query.select('c.id').getMany()).map((one) => one.id);
    const byId = new Map((ids.length === 0 ? [] : await this.withParts(ids)).map((one) => [one.id, one]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async watchOf(caseId: string): Promise<WatchEntity | null> {
    return this.watches.findOne({ where: { caseId }, relations: { slots: true }, order: { slots: { slot: 'asc' } } });
  }

  private withParts(ids: readonly string[]): Promise<CaseEntity[]> {
    return this.cases
      .createQueryBuilder('c')
      .leftJoinAndSelect('c.parties', 'p')
      .leftJoinAndSelect('c.claims', 'l')
      .where('c.id = any(:ids)', { ids })
      .orderBy({ 'p.id': 'ASC', 'l.id': 'ASC' })
      .getMany();
  }
}
