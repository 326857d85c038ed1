// npm test. Runs on Node 20 with nothing installed: installs, builds, then hands over to the stages on Node 24.
import { build } from './build.mjs';
import { handOver } from './hand-over.mjs';
import { install } from './install.mjs';
import { requireFreeDisk } from './place.mjs';
import { runCommand } from './plain-failure.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

await runCommand(async () => {
  await requireFreeDisk();
  await ensureSystemPackages();
  await install();
  await build();
  return handOver('stages.mjs', process.argv.slice(2));
});
