import { messages } from './messages.mjs';
import { kill, pause } from './processes.mjs';
import { rebalance } from './rebalances.mjs';
import { broker, coincidence, disk, postgres, wipe } from './servers.mjs';
import { banks, clock, network } from './surroundings.mjs';

/** Every kind of fault by the name `--faults` takes. Lanes strike side by side, the faults of one lane one after the other. */
export const kinds = { kill, pause, postgres, coincidence, broker, wipe, disk, rebalance, network, clock, messages, banks };
