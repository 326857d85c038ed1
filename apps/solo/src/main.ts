import { type DynamicModule, type Type } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { GROUPS } from '#messages/topics.js';
import { ConfigError } from '#platform/config.js';
import { Door } from '#platform/door.js';
import { Readiness } from '#platform/health.js';
import { createLogger, type Logger } from '#platform/logger.js';
import { openService } from '#platform/service.js';
import { readAdaptersConfig } from '../../adapters/src/adapters-config.js';
import { AdaptersModule } from '../../adapters/src/adapters.module.js';
import { connectAdapters } from '../../adapters/src/connect.js';
import { apiService } from '../../api/src/api-service.js';
import { controlService } from '../../control/src/service.js';
import { connectWatcher } from '../../watcher/src/connect.js';
import { readWatcherConfig } from '../../watcher/src/watch-config.js';
import { WatcherModule } from '../../watcher/src/watcher.module.js';

/**
 * The whole house in one process over the local wire, for a small court without a broker. Composition only: every service is what it is
 * alone, with its own container; they meet in PostgreSQL and in the process' one hub. What was in flight when the process ends comes
 * back by leases and ascertain.
 */
interface Part<C> {
  readonly name: string;
  readonly config: () => C;
  readonly module: (config: C, logger: Logger) => Type | DynamicModule;
  readonly prepare: (app: NestExpressApplication, config: C) => Promise<void> | void;
}

const adapters: Part<ReturnType<typeof readAdaptersConfig>> = {
  name: 'adapters',
  config: () => ({ ...readAdaptersConfig(['--group', 'banks']), groups: GROUPS }),
  module: (config, logger) => AdaptersModule.forService(config, logger),
  prepare: connectAdapters,
};
const watcher: Part<ReturnType<typeof readWatcherConfig>> = {
  name: 'watcher',
  config: () => readWatcherConfig(),
  module: (config, logger) => WatcherModule.forService(config, logger),
  prepare: connectWatcher,
};

interface Common {
  readonly REPLICA: string;
  readonly LOG_LEVEL: string;
  readonly HTTP_PORT: number;
  readonly HTTP_HOST: string;
  readonly HTTP_SHARED: boolean;
}

/** Opens a part; only the api has the address a person knows, the others take any free port for their health and metrics. */
async function open<C extends Common>(part: Part<C>, isApi = false): Promise<NestExpressApplication> {
  const config = part.config();
  const logger = createLogger(part.name, config.REPLICA, config.LOG_LEVEL);
  const app = await openService(part, config, logger);
  await app.init();
  const port = isApi ? config.HTTP_PORT : 0;
  await app.get(Door, { strict: false }).open({ port, host: config.HTTP_HOST, isShared: config.HTTP_SHARED });
  logger.info({ port }, 'up');
  return app;
}

try {
  const parts = [await open(controlService), await open(adapters), await open(watcher)];
  const whole = parts.map((app) => app.get(Readiness, { strict: false }));
  const api: Part<ReturnType<typeof apiService.config>> = {
    ...apiService,
    prepare: (app, config) => {
      apiService.prepare(app, config);
      // whoever asks the one known address whether the house is ready asks all of it
      app.get(Readiness, { strict: false }).register('the other services', async () => {
        const missing = Object.assign({}, ...(await Promise.all(whole.map((readiness) => readiness.missing())))) as Record<
          string,
          string
        >;
        return Object.keys(missing).length === 0 ? undefined : JSON.stringify(missing);
      });
    },
  };
  await open(api, true);
} catch (error) {
  process.stderr.write(`solo: ${error instanceof ConfigError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
}
