import { runService } from '#platform/service.js';
import { readAdaptersConfig } from './adapters-config.js';
import { AdaptersModule } from './adapters.module.js';
import { connectAdapters } from './connect.js';

await runService({
  name: 'adapters',
  config: () => readAdaptersConfig(process.argv.slice(2)),
  module: (config, logger) => AdaptersModule.forService(config, logger),
  prepare: connectAdapters,
});
