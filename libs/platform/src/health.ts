import { Controller, Get, Injectable, ServiceUnavailableException } from '@nestjs/common';

/** Answers undefined when well, else one sentence saying what is missing. */
export type HealthCheck = () => Promise<string | undefined>;

@Injectable()
export class Readiness {
  private readonly checks = new Map<string, HealthCheck>();

  register(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  async missing(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const [name, check] of this.checks) {
      const problem = await check().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
      if (problem !== undefined) found[name] = problem;
    }
    return found;
  }
}

@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  async ready() {
    const missing = await this.readiness.missing();
    if (Object.keys(missing).length > 0) throw new ServiceUnavailableException({ status: 'not ready', missing });
    return { status: 'ready' };
  }
}
