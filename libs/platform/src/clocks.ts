/**
 * Two clocks that must never be mixed up. MachineTime serves leases, time-outs, breakers, `notAfter`, tokens and ids;
 * LegalTime serves terms, slots, deadlines and interest. In demo mode LegalTime = machine + an offset kept in PostgreSQL.
 * The brands are structural, so that libs/enforcement can name LegalTime without importing this library.
 */
export type MachineTime = Date & { readonly __time: 'machine' };
export type LegalTime = Date & { readonly __time: 'legal' };

export class Clock {
  private offsetMs = 0;

  machine(): MachineTime {
    return new Date() as MachineTime;
  }

  legal(): LegalTime {
    return new Date(Date.now() + this.offsetMs) as LegalTime;
  }

  setLegalOffset(offsetMs: number): void {
    this.offsetMs = offsetMs;
  }

  legalOffset(): number {
    return this.offsetMs;
  }
}

/** A clock a test moves by hand. */
export class HandClock extends Clock {
  constructor(private now: Date) {
    super();
  }

  override machine(): MachineTime {
    return new Date(this.now) as MachineTime;
  }

  override legal(): LegalTime {
    return new Date(this.now.getTime() + this.legalOffset()) as LegalTime;
  }

  advance(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }
}

export function plusMs<T extends MachineTime | LegalTime>(time: T, ms: number): T {
  return new Date(time.getTime() + ms) as T;
}

export function asMachine(date: Date): MachineTime {
  return date as MachineTime;
}

export function asLegal(date: Date): LegalTime {
  return date as LegalTime;
}
