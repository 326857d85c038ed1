import { fragments, readConfig } from '#platform/config.js';
import { runService } from '#platform/service.js';
import { connectWire } from '#wire/wire.module.js';
import { ControlModule } from './control.module.js';

await runService({
  name: 'control',
  config: () => readConfig({ ...fragments.service, ...fragments.database, ...fragments.wire, ...fragments.institutions }),
  module: (config, logger) => ControlModule.forService(config, logger),
  prepare: async (app) => {
    await connectWire(app);
    await app.startAllMicroservices();
  },
});
