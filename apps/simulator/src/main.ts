import { createLogger } from '#platform/logger.js';
import { readSimulatorConfig } from './config.js';
import { serve } from './server.js';
import { SimulatorClock } from './simulator-clock.js';
import { World } from './world.js';

const config = readSimulatorConfig();
const logger = createLogger('simulator', config.REPLICA, config.LOG_LEVEL);
const world = await World.open(
  {
    counterparties: config.counterparties,
    dataFolder: config.SIMULATOR_DATA,
    noticeUrl: config.NOTICE_URL,
    registryNoticeUrl: config.REGISTRY_NOTICE_URL ?? config.NOTICE_URL,
    token: config.token,
  },
  new SimulatorClock(),
  logger,
);
const server = serve(world, config.token, logger);
server.listen(config.HTTP_PORT, config.HTTP_HOST, () => {
  world.start();
  logger.info({ port: config.HTTP_PORT, institutions: world.institutions.size }, 'the counterparties are open');
});

let closing = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    server.close();
    server.closeAllConnections();
    void world.close().then(() => process.exit(0));
  });
}
