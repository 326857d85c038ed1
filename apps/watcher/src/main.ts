import { runService } from '#platform/service.js';
import { connectWatcher } from './connect.js';
import { readWatcherConfig } from './watch-config.js';
import { WatcherModule } from './watcher.module.js';

await runService({
  name: 'watcher',
  config: () => readWatcherConfig(),
  module: (config, logger) => WatcherModule.forService(config, logger),
  prepare: connectWatcher,
});
