import { type LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { correlationId } from './correlation.js';

export type { Logger };

// A last line of defence: nothing that identifies a debtor is logged on purpose.
const identifying = ['name', 'idNumber', 'idNumbers', 'account', 'phone', 'authorization', 'subject', 'payee', 'payer'];

export function createLogger(app: string, replica: string, level: string): Logger {
  return pino({
    level,
    base: { app, replica },
    redact: { paths: identifying.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[kept out]' },
    mixin: () => {
      const id = correlationId();
      return id === undefined ? {} : { correlationId: id };
    },
  });
}

/** Nest's own messages through the same logger. Its start-up chatter is debug: one line per service is enough. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug(String(message));
  }

  error(message: unknown, stack?: unknown): void {
    this.logger.error({ stack: typeof stack === 'string' ? stack : undefined }, String(message));
  }

  warn(message: unknown): void {
    this.logger.warn(String(message));
  }
}
