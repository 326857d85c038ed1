import { useState } from 'react';
import { asProblem, type Problem } from './problem.js';

/** One press of a button: while it runs it cannot be pressed again, and what went wrong stays until the next press. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}

/** A fresh Idempotency-Key. Not randomUUID: browsers offer it over https and on this machine only. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
