import { ClaimEntity } from './claim.entity.js';
import { CaseEntity } from './enforcement-case.entity.js';
import { FindingEntity } from './finding.entity.js';
import { ImportRunEntity } from './import-run.entity.js';
import { PartyEntity } from './party.entity.js';
import { PersonEntity } from './person.entity.js';
import { WatchEntity } from './watch.entity.js';
import { WatchSlotEntity } from './watch-slot.entity.js';

/** Tables that ordinary screens read by TypeORM repositories. Hot tables (request, queue, answer, delivery, journal) are SQL only. */
export const entities: (new () => object)[] = [
  PersonEntity,
  CaseEntity,
  PartyEntity,
  ClaimEntity,
  WatchEntity,
  WatchSlotEntity,
  FindingEntity,
  ImportRunEntity,
];
