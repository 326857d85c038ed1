import { setTimeout as sleep } from 'node:timers/promises';

/** Tries again while the other side is away: parts of these runs die on purpose. For deeds that may be done twice. */
export async function patiently(deed, { tries = 120, pauseMs = 500 } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deed();
    } catch (error) {
      if (attempt === tries) throw error;
      await sleep(pauseMs);
    }
  }
}
