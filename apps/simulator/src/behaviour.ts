/** How a request is mistreated. `before` = nothing was carried out; `after` = it was, and the answer goes wrong. */
export interface Behaviour {
  name: string;
  before?: 'hang' | 'error500' | 'bare503' | 'busy' | 'closed' | 'reset' | 'refuse';
  after?: 'hang' | 'error500' | 'garbage' | 'wrong_id' | 'reset';
  acknowledge?: 'notice' | 'status';
  refuseLater?: true;
  inPart?: true;
  again?: 'same' | 'different';
  /** Only in the reply to a batch call; a call of its own is answered well. */
  inBatch?: 'twice' | 'with_stranger' | 'left_out';
  delayMs?: number;
}

/** README.md holds the same table in words. */
const magic: Record<string, Behaviour> = {
  '01': { name: 'refuse', before: 'refuse' },
  '02': { name: 'ack-then-refused', acknowledge: 'notice', refuseLater: true },
  '03': { name: 'ack-then-notice', acknowledge: 'notice' },
  '04': { name: 'ack-then-status', acknowledge: 'status' },
  '05': { name: 'execute-then-hang', after: 'hang' },
  '06': { name: 'hang-before', before: 'hang' },
  '07': { name: 'execute-then-500', after: 'error500' },
  '08': { name: '500-before', before: 'error500' },
  '09': { name: 'bare-503', before: 'bare503' },
  '10': { name: 'busy-429', before: 'busy' },
  '11': { name: 'garbage', after: 'garbage' },
  '12': { name: 'wrong-request-id', after: 'wrong_id' },
  '13': { name: 'answer-twice', again: 'same' },
  '14': { name: 'answer-twice-differently', again: 'different' },
  '15': { name: 'slow', delayMs: 5000 },
  '16': { name: 'reset-mid-answer', after: 'reset' },
  '17': { name: 'in-part', inPart: true },
  '18': { name: 'closed-503', before: 'closed' },
  '19': { name: 'reset-before', before: 'reset' },
  '20': { name: 'batch-told-twice', inBatch: 'twice' },
  '21': { name: 'batch-with-stranger', inBatch: 'with_stranger' },
  '22': { name: 'batch-left-out', inBatch: 'left_out' },
};

/** A target (account, unit number, VIN) that ends in 9900NN. */
export function magicOfTarget(target: string): Behaviour | undefined {
  return target.slice(-6, -2) === '9900' ? magic[target.slice(-2)] : undefined;
}

/** Born on 1 January 1900 with sequence 0NN, or an organisation whose own number begins with 990000NN: both leave room for true check digits. */
export function magicOfIdNumber(idNumber: string): Behaviour | undefined {
  const id = idNumber.replaceAll('-', '');
  const found =
    /^\d{6}190001010(\d\d)[\dXx]$/.exec(id) ??
    /^\d{6}0001010(\d\d)$/.exec(id) ??
    /^\w{8}990000(\d\d)\w\w$/.exec(id) ??
    /^990000(\d\d)\w$/.exec(id);
  return found ? magic[found[1] ?? ''] : undefined;
}

export const faultModes = [
  'none',
  'hang',
  'hang_after',
  'error500',
  'error500_after',
  'bare503',
  'busy',
  'closed',
  'refuse_connection',
  'reset_after',
  'garbage',
  'slow',
] as const;

export interface Fault {
  mode: (typeof faultModes)[number];
  delayMs?: number | undefined;
  share?: number | undefined;
}

/** The fault of an institution as a behaviour; undefined when it is well, or when this call is not among the share that suffers. */
export function behaviourOf(fault: Fault, draw: number): Behaviour | undefined {
  if (fault.mode === 'none' || draw >= (fault.share ?? 1)) return undefined;
  const name = `fault-${fault.mode}`;
  switch (fault.mode) {
    case 'hang':
      return { name, before: 'hang' };
    case 'hang_after':
      return { name, after: 'hang' };
    case 'error500':
      return { name, before: 'error500' };
    case 'error500_after':
      return { name, after: 'error500' };
    case 'bare503':
      return { name, before: 'bare503' };
    case 'busy':
      return { name, before: 'busy' };
    case 'closed':
      return { name, before: 'closed' };
    case 'refuse_connection':
      return { name, before: 'reset' };
    case 'reset_after':
      return { name, after: 'reset' };
    case 'garbage':
      return { name, after: 'garbage' };
    case 'slow':
      return { name, delayMs: fault.delayMs ?? 5000 };
  }
}
