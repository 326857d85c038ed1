/** Something a newcomer can put right: shown as one sentence, without a stack. */
export class PlainFailure extends Error {}

function sentence(error) {
  if (error instanceof PlainFailure) return error.message;
  if (error?.code === 'ENOSPC') return 'The disk is full: free at least 1 GB and start again.';
  return undefined;
}

export function complain(error) {
  const plain = sentence(error);
  process.stderr.write(plain ? `\n${plain}\n` : `\n${error?.stack ?? error}\n`);
}

export async function runCommand(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    complain(error);
    process.exitCode = 1;
  }
}
