import { once } from 'node:events';
import { type Server, type ServerResponse } from 'node:http';
import { Server as TcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** A connection kept open is used again, or not, within this time; closing it at once could meet a call that is on its way. */
const LINGER_MS = 1_500;
/** Less than a supervisor waits before it kills. */
const LONGEST_MS = 6_000;

export interface Address {
  readonly port: number;
  readonly host: string;
  /** Several processes listen on this port and the kernel shares the connections out: one can be replaced while the others go on. */
  readonly isShared: boolean;
}

/**
 * The way in. When the process is asked to end, it takes no new connection, tells every caller with its next reply to come by another
 * one, waits for what is at work, and only then lets the rest of the process end: nobody sees an error.
 */
@Injectable()
export class Door implements BeforeApplicationShutdown {
  private readonly answering = new Set<ServerResponse>();
  private isClosing = false;

  constructor(private readonly host: HttpAdapterHost) {}

  async open({ port, host, isShared }: Address): Promise<void> {
    const server = this.server();
    server.prependListener('request', (_request, response: ServerResponse) => this.watch(response));
    server.listen({ port, host, reusePort: isShared });
    await once(server, 'listening');
  }

  /** Only where a signal ends the process: a test that closes its app waits for nobody. */
  async beforeApplicationShutdown(signal?: string): Promise<void> {
    const server = this.server();
    if (signal === undefined || !server.listening) return;
    this.isClosing = true;
    for (const response of this.answering) response.shouldKeepAlive = false;
    const empty = once(server, 'close').then(() => true);
    // http's own close would end idle connections at once
    TcpServer.prototype.close.call(server);
    if (await within(LINGER_MS, empty)) return;
    server.closeIdleConnections();
    if (await within(LONGEST_MS - LINGER_MS, empty)) return;
    server.closeAllConnections();
  }

  private watch(response: ServerResponse): void {
    if (this.isClosing) response.shouldKeepAlive = false;
    this.answering.add(response);
    response.once('close', () => this.answering.delete(response));
  }

  private server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}

function within(ms: number, what: Promise<boolean>): Promise<boolean> {
  return Promise.race([what, sleep(ms, false, { ref: false })]);
}
