import { Controller, Res } from '@nestjs/common';
import { type Response } from 'express';
import { z } from 'zod';
import { invalid, notFound } from '#platform/errors.js';
import { auditOfCase, type AuditRow, caseExists, eventsOfCase } from '#storage/cases/case-trail.js';
import { Database } from '#storage/database.js';
import { archivedPart, archivedView } from '../archive/archived-view.js';
import { idParams, instant } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { eventView, viewOfEvent } from './event-view.js';
import { LiveEvents } from './live-events.js';

const number = z
  .string()
  .regex(/^\d{1,18}$/, 'Write the number of an event, as its id says.')
  .transform((text) => BigInt(text));
const trailQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  cursor: number.prefault('0'),
});

const events = route({
  method: 'GET',
  path: '/cases/:id/events',
  tag: 'events',
  summary: 'What happened in a case: as a list, or live as text/event-stream, resumed by Last-Event-ID',
  access: 'signed_in',
  params: idParams,
  query: trailQuery,
  status: 200,
  response: z.strictObject({ items: z.array(eventView), next: z.string().nullable(), archived: archivedView }),
  alsoAs: ['text/event-stream'],
});

const auditView = z.strictObject({
  id: z.string(),
  at: instant,
  legalAt: instant,
  actor: z.string(),
  role: z.string(),
  act: z.string(),
  subject: z.strictObject({ kind: z.string(), id: z.string() }),
  reason: z.string().optional(),
  facts: z.record(z.string(), z.unknown()),
  correlationId: z.string().optional(),
});

const audit = route({
  method: 'GET',
  path: '/cases/:id/audit',
  tag: 'events',
  summary: 'The acts of persons and services in a case',
  access: 'signed_in',
  params: idParams,
  query: trailQuery,
  status: 200,
  response: z.strictObject({ items: z.array(auditView), next: z.string().nullable(), archived: archivedView }),
});

@Controller()
export class EventsController {
  constructor(
    private readonly database: Database,
    private readonly live: LiveEvents,
  ) {}

  @Route(events)
  async events(@Parsed() call: Call<typeof events>, @Res() response: Response): Promise<undefined> {
    const { params, query, request } = call;
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    if (request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream') {
      this.live.follow(params.id, lastEventId(request.header('last-event-id'), query.cursor), response);
      return undefined;
    }
    const rows = await eventsOfCase(this.database, params.id, query.cursor, query.limit + 1);
    response.json({ ...trail(rows, query.limit, viewOfEvent), ...(await archivedPart(this.database, params.id, ['event'])) });
    return undefined;
  }

  @Route(audit)
  async audit(@Parsed() { params, query }: Call<typeof audit>) {
    if (!(await caseExists(this.database, params.id))) throw notFound('case');
    const rows = await auditOfCase(this.database, params.id, query.cursor, query.limit + 1);
    return { ...trail(rows, query.limit, viewOfAudit), ...(await archivedPart(this.database, params.id, ['audit'])) };
  }
}

function lastEventId(header: string | undefined, cursor: bigint): bigint {
  if (header === undefined) return cursor;
  const read = number.safeParse(header);
  if (read.success) return read.data;
  throw invalid('header.Last-Event-ID', 'form', 'Send back the id of the last event you have seen.');
}

function trail<Row extends { readonly id: bigint }, View>(rows: readonly Row[], limit: number, view: (row: Row) => View) {
  const shown = rows.slice(0, limit);
  return { items: shown.map(view), next: rows.length > limit ? String(shown.at(-1)?.id) : null };
}

function viewOfAudit(row: AuditRow): z.input<typeof auditView> {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    legalAt: row.legal_at.toISOString(),
    actor: row.actor,
    role: row.role,
    act: row.act,
    subject: { kind: row.subject_kind, id: row.subject_id },
    ...(row.reason === null ? {} : { reason: row.reason }),
    facts: row.facts,
    ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id }),
  };
}
