// npm run test:law:mutate: hands over to mutation-run.mjs on Node 24, whose loader hooks it needs.
import { handOver } from '../../scripts/hand-over.mjs';
import { install } from '../../scripts/install.mjs';
import { runCommand } from '../../scripts/plain-failure.mjs';

await runCommand(async () => {
  await install();
  return handOver('../test/law/mutation-run.mjs', process.argv.slice(2));
});
