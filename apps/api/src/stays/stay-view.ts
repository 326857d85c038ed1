import { z } from 'zod';
import { MEASURES } from '#enforcement/measure.js';
import { STAY_KINDS, type StayKind, type StayRule } from '#enforcement/stays/stay.js';
import { type StayRow } from '#storage/stays/stays.js';
import { date, id } from '../openapi/fields.js';

type StayLaw = ReadonlyMap<StayKind, StayRule>;

export const stayView = z.strictObject({
  id,
  caseId: id,
  partyId: id.optional().meta({ description: 'The debtor it is about; all of the case where none is named' }),
  institution: z.string().optional(),
  account: z.string().optional().meta({ description: 'The one account, or the one registered thing, it is about' }),
  kind: z.enum(STAY_KINDS),
  rule: z.string(),
  authority: z.string().meta({ description: 'Its articles, as Chinese papers write them (config/law/stays.yaml)' }),
  bars: z.array(z.enum(MEASURES)),
  from: date,
  until: date.optional().meta({ description: 'Last day it was ordered for; it ends by an act all the same' }),
  reason: z.string(),
  documentId: id,
  begunBy: z.string(),
  endedOn: date.optional(),
  endedBy: z.string().optional(),
  endingReason: z.string().optional(),
});

export function viewOfStay(row: StayRow, law: StayLaw): z.input<typeof stayView> {
  return {
    id: row.id,
    caseId: row.case_id,
    ...(row.party_id === null ? {} : { partyId: row.party_id }),
    ...(row.institution === null ? {} : { institution: row.institution }),
    ...(row.account === null ? {} : { account: row.account }),
    kind: row.kind,
    rule: row.rule,
    authority: law.get(row.kind)?.authority ?? '',
    bars: [...row.bars],
    from: row.from_date,
    ...(row.until_date === null ? {} : { until: row.until_date }),
    reason: row.reason,
    documentId: row.document_id,
    begunBy: row.begun_by,
    ...(row.ended_on === null ? {} : { endedOn: row.ended_on }),
    ...(row.ended_by === null ? {} : { endedBy: row.ended_by }),
    ...(row.ending_reason === null ? {} : { endingReason: row.ending_reason }),
  };
}
