import { createServer, type Server } from 'node:http';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';

export const NOTICE_ADDRESS = 'notice address';
export interface NoticeAddress {
  readonly host: string;
  /** Undefined: notices come to the service's own port. */
  readonly port: number | undefined;
}

/** A door of its own for institutions: notices and nothing else of this service are to be had there. */
@Injectable()
export class NoticeListener implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(NOTICE_ADDRESS) private readonly address: NoticeAddress,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { host, port } = this.address;
    if (port === undefined) return;
    const handle = this.host.httpAdapter.getInstance<Parameters<typeof createServer>[1]>();
    const server = createServer((request, response) => {
      if (handle !== undefined && request.url?.startsWith('/notices/') === true) handle(request, response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((listening, failed) => {
      server.once('error', failed);
      server.listen(port, host, listening);
    });
    this.server = server;
    this.logger.info({ port }, 'notices are taken');
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    server.closeIdleConnections();
    await new Promise((closed) => server.close(closed));
  }
}
