import { type DataSource, In, type Repository } from 'typeorm';
import { type CaseState } from '#enforcement/case-states.js';
import { ClaimEntity } from '../entities/claim.entity.js';
import { CaseEntity } from '../entities/enforcement-case.entity.js';
import { PartyEntity } from '../entities/party.entity.js';
import { WatchSlotEntity } from '../entities/watch-slot.entity.js';
import { WatchEntity } from '../entities/watch.entity.js';

export interface CaseFilter {
  readonly state?: CaseState | undefined;
  /** Part of a case number, or of a party's name. */
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface RegisteredCase {
  readonly id: string;
  readonly one: CaseEntity;
  readonly parties: readonly PartyEntity[];
  readonly claims: readonly ClaimEntity[];
}

export interface RegisteredWatch {
  readonly watch: WatchEntity;
  readonly slots: readonly WatchSlotEntity[];
}

/** Cases as screens show them: with parties and claims. */
export class CaseRegister {
  private readonly cases: Repository<CaseEntity>;
  private readonly parties: Repository<PartyEntity>;
  private readonly claims: Repository<ClaimEntity>;
  private readonly watches: Repository<WatchEntity>;
  private readonly slots: Repository<WatchSlotEntity>;

  constructor(source: DataSource) {
    this.cases = source.getRepository(CaseEntity);
    this.parties = source.getRepository(PartyEntity);
    this.claims = source.getRepository(ClaimEntity);
    this.watches = source.getRepository(WatchEntity);
    this.slots = source.getRepository(WatchSlotEntity);
  }

  async find(id: string): Promise<RegisteredCase | undefined> {
    return (await this.withParts(await this.cases.findBy({ id })))[0];
  }

  /** Newest first; one more than `limit` where there are more. */
  async list(filter: CaseFilter): Promise<RegisteredCase[]> {
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
    return this.withParts(await query.getMany());
  }

  async watchOf(caseId: string): Promise<RegisteredWatch | undefined> {
    const watch = await this.watches.findOneBy({ caseId });
    if (watch === null) return undefined;
    return { watch, slots: await this.slots.find({ where: { watchId: watch.id }, order: { slot: 'asc' } }) };
  }

  private async withParts(cases: readonly CaseEntity[]): Promise<RegisteredCase[]> {
    const where = { caseId: In(cases.map(({ id }) => id)) };
    const order = { id: 'asc' } as const;
    const [parties, claims] = await Promise.all([this.parties.find({ where, order }), this.claims.find({ where, order })]);
    const [partiesOf, claimsOf] = [Map.groupBy(parties, ({ caseId }) => caseId), Map.groupBy(claims, ({ caseId }) => caseId)];
    return cases.map((one) => ({ id: one.id, one, parties: partiesOf.get(one.id) ?? [], claims: claimsOf.get(one.id) ?? [] }));
  }
}
