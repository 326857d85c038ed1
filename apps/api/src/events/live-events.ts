import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Response } from 'express';
import { type Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/platform.module.js';
import { eventsOfCase } from '#storage/cases/case-trail.js';
import { Database } from '#storage/database.js';
import { Listener } from '#storage/listener.js';
import { viewOfEvent } from './event-view.js';

const HEARTBEAT_MS = 15_000;
const BATCH = 500;

interface Follower {
  readonly caseId: string;
  readonly response: Response;
  last: bigint;
  sending: boolean;
  again: boolean;
}

/** Live pages: events of a case as they commit, over server-sent events. NOTIFY only wakes; what is sent is read from the table. */
@Injectable()
export class LiveEvents implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly followers = new Set<Follower>();
  private readonly listener: Listener;
  private heartbeat: NodeJS.Timeout | undefined;
  private isEnding = false;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.listener = new Listener(database, ['event'], () => this.wakeAll(), logger);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.listener.start();
    // the heartbeat keeps proxies from closing, and looks by itself in case a notification was lost
    this.heartbeat = setInterval(() => {
      for (const follower of this.followers) follower.response.write(': still here\n\n');
      this.wakeAll();
    }, HEARTBEAT_MS).unref();
  }

  /** Readers come back with Last-Event-ID, to another process where there is one, and not all in the same moment. */
  async onModuleDestroy(): Promise<void> {
    this.isEnding = true;
    clearInterval(this.heartbeat);
    for (const { response } of this.followers) response.end(comeBack());
    this.followers.clear();
    await this.listener.stop();
  }

  /** Sends every event of the case after `last`, then goes on until the reader leaves. */
  follow(caseId: string, last: bigint, response: Response): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    if (this.isEnding) {
      response.end(comeBack());
      return;
    }
    response.write('retry: 2000\n\n');
    const follower: Follower = { caseId, response, last, sending: false, again: false };
    this.followers.add(follower);
    response.once('close', () => this.followers.delete(follower));
    this.wake(follower);
  }

  private wakeAll(): void {
    for (const follower of this.followers) this.wake(follower);
  }

  private wake(follower: Follower): void {
    if (follower.sending) {
      follower.again = true;
      return;
    }
    follower.sending = true;
    this.send(follower)
      .catch((error: unknown) => {
        // the reader comes back with Last-Event-ID and loses nothing
        this.logger.warn({ err: error }, 'live events ended');
        this.followers.delete(follower);
        follower.response.end();
      })
      .finally(() => {
        follower.sending = false;
        if (!follower.again) return;
        follower.again = false;
        if (this.followers.has(follower)) this.wake(follower);
      });
  }

  private async send(follower: Follower): Promise<void> {
    for (;;) {
      const rows = await eventsOfCase(this.database, follower.caseId, follower.last, BATCH);
      for (const row of rows) {
        follower.last = row.id;
        const written = follower.response.write(
          `id: ${row.id}\nevent: ${row.kind}\ndata: ${JSON.stringify(viewOfEvent(row))}\n\n`,
        );
        if (!written) await drained(follower.response);
      }
      if (rows.length < BATCH || !this.followers.has(follower)) return;
    }
  }
}

function comeBack(): string {
  return `retry: ${200 + Math.floor(Math.random() * 1_000)}\n\n`;
}

/** A slow reader is waited for, and one that left is not. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}
