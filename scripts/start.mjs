// npm start. Runs on Node 20 with nothing installed: installs, builds, then hands over to the house on Node 24.
import { build } from './build.mjs';
import { handOver } from './hand-over.mjs';
import { install } from './install.mjs';
import { requireFreeDisk } from './place.mjs';
import { runCommand } from './plain-failure.mjs';

await runCommand(async () => {
  await requireFreeDisk();
  await install();
  await build();
  return handOver('house.mjs', process.argv.slice(2));
});
