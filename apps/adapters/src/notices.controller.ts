import { createHash, timingSafeEqual } from 'node:crypto';
import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { InstitutionDirectory } from '#institutions/directory.js';
import { Clock } from '#platform/clocks.js';
import { ChakongError } from '#platform/errors.js';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { Database } from '#storage/database.js';
import { type NoticeKey, storeNotice } from '#storage/journal/notices.js';
import { DRIVERS } from './drivers/drivers.js';
import { NoticeOutbox } from './notice-outbox.js';

export const NOTICE_TOKEN = 'notice token';

const envelope = z.object({ institution: z.string().min(1).max(64), noticeId: z.uuid() });

/** What institutions push: stored whole and durably before it is acknowledged, taken once however often it comes. */
@Controller('notices')
export class NoticesController {
  constructor(
    private readonly database: Database,
    private readonly directory: InstitutionDirectory,
    private readonly outbox: NoticeOutbox,
    private readonly clock: Clock,
    @Inject(NOTICE_TOKEN) private readonly token: string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post('answers')
  @HttpCode(204)
  async answers(@Headers('authorization') authorization: string | undefined, @Body() body: unknown): Promise<void> {
    await this.take('answers', authorization, body);
  }

  @Post('credits')
  @HttpCode(204)
  async credits(@Headers('authorization') authorization: string | undefined, @Body() body: unknown): Promise<void> {
    await this.take('credits', authorization, body);
  }

  private async take(kind: NoticeKey['kind'], authorization: string | undefined, body: unknown): Promise<void> {
    if (!same(authorization ?? '', `Bearer ${this.token}`)) {
      throw new ChakongError('unauthenticated', 'Present the token agreed for notices as "Authorization: Bearer …".');
    }
    const { institution, noticeId } = readable(envelope.safeParse(body));
    const profile = this.directory.find(institution);
    if (profile === undefined) throw malformed('institution', 'no such institution');
    const driver = DRIVERS[profile.protocol];
    const parse = kind === 'answers' ? driver.answersNotice : driver.creditsNotice;
    if (parse === undefined) throw malformed('institution', 'its protocol has no such notice');
    const parsed = parse(body);
    if (!parsed.ok) throw malformed(parsed.field, parsed.problem);
    const key = { institution, kind, noticeId };
    const isNew = await storeNotice(this.database, key, body, this.clock.machine());
    this.logger.info({ institution, notice: kind, noticeId, items: parsed.value.length, isNew }, 'notice stored');
    this.outbox.wake(key);
  }
}

function readable<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw malformed(issue?.path.join('.') || '(body)', issue?.message ?? 'not readable');
}

function malformed(field: string, problem: string): ChakongError {
  return new ChakongError('malformed', `${field}: ${problem}. Correct it and send the notice again.`, {
    problems: [{ field, code: 'malformed', message: problem }],
  });
}

function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
