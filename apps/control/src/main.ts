import { fragments, readConfig } from '#platform/config.js';
import { runService } from '#platform/service.js';
import { connectControl } from './connect.js';
import { ControlModule } from './control.module.js';

await runService({
  name: 'control',
  config: () => readConfig({ ...fragments.service, ...fragments.database, ...fragments.wire, ...fragments.institutions }),
  module: (config, logger) => ControlModule.forService(config, logger),
  prepare: connectControl,
});
