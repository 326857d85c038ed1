import { z } from 'zod';

/** config/court.yaml: the court this installation serves, and the figures of the law that may change. */
export const courtFile = z.strictObject({
  court: z.strictObject({ code: z.string().min(1), name: z.string().min(1) }),
  dormancy: z.strictObject({ monthsSinceFiling: z.int().min(0).max(120) }),
  answerByDays: z.int().min(1).max(366),
});
export type CourtFile = z.infer<typeof courtFile>;

export const COURT = 'court';

/** The day of the court's calendar; China has one zone without summer time. */
export function courtDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
