import { join } from 'node:path';
import { type Logger } from '#platform/logger.js';
import { type Written } from './acts.js';
import { Bank } from './bank/bank.js';
import { BankProtocol } from './bank/bank-protocol.js';
import { type BankEffect } from './bank/effects.js';
import { type Counterparties, type InstitutionOptions } from './config.js';
import { Courier } from './courier.js';
import { LedgerFile } from './ledger-file.js';
import { Registry } from './registry/registry.js';
import { type RegistryEffect } from './registry/register.js';
import { RegistryProtocol } from './registry/registry-protocol.js';
import { instant, type SimulatorClock } from './simulator-clock.js';

const TICK_MS = 250;

export type Institution = Bank | Registry;

export interface WorldOptions {
  counterparties: Counterparties;
  dataFolder: string;
  noticeUrl: string;
  registryNoticeUrl: string;
  token: string;
}

interface ClockLine {
  at: string;
  offsetMs: number;
}

/** All counterparties, their one business clock, and the clearing between the banks. */
export class World {
  readonly institutions = new Map<string, Institution>();
  private readonly couriers: Courier[] = [];
  private readonly files: LedgerFile<never>[] = [];
  private readonly crossing = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly clock: SimulatorClock,
    private readonly clockFile: LedgerFile<ClockLine>,
    private readonly logger: Logger,
  ) {}

  static async open(options: WorldOptions, clock: SimulatorClock, logger: Logger): Promise<World> {
    const clockFile = await LedgerFile.open<ClockLine>(join(options.dataFolder, 'clock.jsonl'));
    clock.setOffset(clockFile.lines.at(-1)?.offsetMs ?? 0);
    const world = new World(clock, clockFile, logger);
    for (const institution of options.counterparties.institutions) await world.add(institution, options);
    for (const institution of world.institutions.values()) await institution.synced();
    return world;
  }

  banks(): Bank[] {
    return [...this.institutions.values()].filter((one) => one instanceof Bank);
  }

  start(): void {
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const file of [...this.files, this.clockFile]) await file.close();
  }

  async setBusiness(atMs: number): Promise<string> {
    const offsetMs = this.clock.setBusiness(atMs);
    this.clockFile.append({ at: instant(this.clock.machine()), offsetMs });
    await this.clockFile.synced();
    this.tick();
    return instant(this.clock.business());
  }

  tick(): void {
    for (const institution of this.institutions.values()) institution.tick();
    for (const bank of this.banks()) this.clear(bank);
    for (const courier of this.couriers) courier.tick(this.clock.machine());
  }

  private async add(options: InstitutionOptions, world: WorldOptions): Promise<void> {
    const path = join(world.dataFolder, `${options.code}.jsonl`);
    const institution =
      options.protocol === 'rest-json' ? await this.openBank(options, path, world) : await this.openRegistry(options, path);
    this.institutions.set(options.code, institution);
    const url = institution instanceof Bank ? world.noticeUrl : world.registryNoticeUrl;
    this.couriers.push(new Courier(institution, url.replace(/\/$/, ''), world.token, this.logger));
  }

  private async openBank(options: InstitutionOptions, path: string, world: WorldOptions): Promise<Bank> {
    const file = await LedgerFile.open<Written<BankEffect>>(path);
    this.files.push(file as LedgerFile<never>);
    const knows = (account: string) => this.banks().some((bank) => bank.books.accounts.has(account));
    const bank = new Bank(
      options,
      new BankProtocol({ knows, delayMs: world.counterparties.interbankDelayMs }, options),
      this.clock,
      file,
    );
    for (const customer of options.customers) bank.open(customer);
    return bank;
  }

  private async openRegistry(options: InstitutionOptions, path: string): Promise<Registry> {
    const file = await LedgerFile.open<Written<RegistryEffect>>(path);
    this.files.push(file as LedgerFile<never>);
    const registry = new Registry(options, new RegistryProtocol(), this.clock, file);
    for (const title of options.titles) registry.enter(title);
    return registry;
  }

  /** Lets due transfers land. The receiving bank's books are on disk before the sender forgets; a repetition finds the serial there. */
  private clear(sender: Bank): void {
    for (const transfer of sender.books.inTransit.values()) {
      if (transfer.dueAt > this.clock.business() || this.crossing.has(transfer.serial)) continue;
      const { serial, amount, payer, reference, toAccount, fromAccount } = transfer;
      const receiver = this.banks().find((bank) => bank.books.accounts.has(toAccount));
      const [bank, account, landing] = receiver ? [receiver, toAccount, serial] : [sender, fromAccount, `RETURN-${serial}`];
      if (!bank.books.landed.has(landing))
        bank.credit(account, amount, { party: receiver ? payer : { account: toAccount }, reference, serial: landing });
      this.crossing.add(serial);
      void bank.synced().then(() => {
        sender.record({ act: 'books', why: 'cleared', effects: [{ kind: 'landed', serial }] });
        this.crossing.delete(serial);
      });
    }
  }
}
