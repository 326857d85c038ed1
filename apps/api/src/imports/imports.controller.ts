import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { ChakongError, notFound } from '#platform/errors.js';
import { Database } from '#storage/database.js';
import { refusalsOf } from '#storage/import/import-cases.js';
import { Screens } from '#storage/screens.js';
import { id, idParams, instant } from '../openapi/fields.js';
import { Parsed } from '../openapi/parsed.js';
import { type Call, Route, route } from '../openapi/route.js';
import { CaseImport, type ImportFile } from './case-import.js';

const SHOWN_REFUSALS = 1_000;

const runView = z.strictObject({
  runId: id,
  rowsRead: z.int(),
  casesCreated: z.int(),
  casesKnown: z.int(),
  rowsRefused: z.int(),
  refusals: z
    .array(z.strictObject({ line: z.int(), field: z.string(), code: z.string(), message: z.string() }))
    .meta({ description: `The first ${SHOWN_REFUSALS}` }),
  startedAt: instant,
  finishedAt: instant.optional(),
});

const importCases = route({
  method: 'POST',
  path: '/cases/import',
  tag: 'imports',
  summary: 'Take in a file of cases as it streams; a repeat changes nothing',
  access: ['judge', 'clerk', 'operator', 'service'],
  streamed: ['text/csv', 'application/x-ndjson'],
  status: 200,
  response: runView,
});

const readImport = route({
  method: 'GET',
  path: '/imports/:id',
  tag: 'imports',
  summary: 'An import and what it refused',
  access: 'signed_in',
  params: idParams,
  status: 200,
  response: runView,
});

@Controller()
export class ImportsController {
  constructor(
    private readonly importing: CaseImport,
    private readonly database: Database,
    private readonly screens: Screens,
  ) {}

  @Route(importCases)
  async take(@Parsed() { request, actor }: Call<typeof importCases>) {
    const file: ImportFile = { bytes: request, ...fileType(request.header('content-type') ?? '') };
    const { runId } = await this.importing.take(file, actor);
    return this.view(runId);
  }

  @Route(readImport)
  read(@Parsed() { params }: Call<typeof readImport>) {
    return this.view(params.id);
  }

  private async view(runId: string): Promise<z.input<typeof runView>> {
    const run = await this.screens.imports.find(runId);
    if (run === null) throw notFound('import');
    return {
      runId,
      rowsRead: run.rowsRead,
      casesCreated: run.casesCreated,
      casesKnown: run.casesKnown,
      rowsRefused: run.rowsRefused,
      refusals: await refusalsOf(this.database, runId, SHOWN_REFUSALS),
      startedAt: run.startedAt.toISOString(),
      ...(run.finishedAt === null ? {} : { finishedAt: run.finishedAt.toISOString() }),
    };
  }
}

function fileType(contentType: string): Pick<ImportFile, 'format' | 'charset'> {
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const named =
    parameters
      .find((one) => one.startsWith('charset='))
      ?.slice('charset='.length)
      .replaceAll('"', '') ?? 'utf-8';
  const charset = { 'utf-8': 'utf-8', utf8: 'utf-8', gb18030: 'gb18030', gbk: 'gb18030', gb2312: 'gb18030' }[named];
  const format = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson', 'application/jsonl': 'ndjson' }[type];
  if (format === undefined || charset === undefined) {
    throw new ChakongError(
      'unsupported_media_type',
      'Send text/csv or application/x-ndjson, in charset utf-8 or gb18030, for example "text/csv; charset=gb18030".',
    );
  }
  return { format: format as ImportFile['format'], charset: charset as ImportFile['charset'] };
}
