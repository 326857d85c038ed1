import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { notFound } from '#platform/errors.js';
import { openApiDocument } from './document.js';
import { Parsed } from './parsed.js';
import { type Call, Route, ROUTE, route, type RouteContract } from './route.js';

const theDocument = route({
  method: 'GET',
  path: '/openapi.json',
  tag: 'documentation',
  summary: 'This contract, as OpenAPI 3.1',
  access: 'open',
  status: 200,
  response: z.looseObject({ openapi: z.literal('3.1.0') }),
});

const page = route({
  method: 'GET',
  path: '/docs',
  tag: 'documentation',
  summary: 'This contract, as a page to browse',
  access: 'open',
  status: 200,
  response: z.unknown(),
  alsoAs: ['text/html'],
});

const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;
const asset = route({
  method: 'GET',
  path: '/docs/:file',
  tag: 'documentation',
  summary: 'A file of the page',
  access: 'open',
  params: z.strictObject({ file: z.string() }),
  status: 200,
  response: z.unknown(),
  alsoAs: ['text/css', 'text/javascript', 'image/png'],
});

const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Chakong API</title>
<link rel="icon" href="docs/favicon-32x32.png"><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="page"></div><script src="docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: 'openapi.json', dom_id: '#page', persistAuthorization: true })</script></body></html>
`;

@Controller()
export class OpenApiController {
  private written: ReturnType<typeof openApiDocument> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  @Route(theDocument)
  document(@Parsed() _: Call<typeof theDocument>) {
    return (this.written ??= openApiDocument(this.contracts()));
  }

  @Route(page)
  page(@Parsed() _: Call<typeof page>) {
    return new StreamableFile(Buffer.from(html), { type: 'text/html; charset=utf-8' });
  }

  @Route(asset)
  asset(@Parsed() call: Call<typeof asset>) {
    const name = assets.find((one) => one === call.params.file);
    if (name === undefined) throw notFound('file');
    const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
    const type = { css: 'text/css', js: 'text/javascript', png: 'image/png' }[name.split('.').at(-1) ?? ''];
    return new StreamableFile(readFileSync(join(folder, name)), { type: type ?? 'application/octet-stream' });
  }

  /** What Nest really serves: every controller method that carries a contract. */
  contracts(): RouteContract[] {
    return this.discovery.getControllers().flatMap((wrapper) => {
      const prototype = wrapper.metatype?.prototype as Record<string, object> | undefined;
      if (prototype === undefined) return [];
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const contract = Reflect.getMetadata(ROUTE, prototype[name] ?? {}) as RouteContract | undefined;
        return contract === undefined ? [] : [contract];
      });
    });
  }
}
