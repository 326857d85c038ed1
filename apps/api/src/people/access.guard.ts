import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ChakongError } from '#platform/errors.js';
import { Database } from '#storage/database.js';
import { findPerson } from '#storage/people/people.js';
import { API_CONFIG, type ApiConfig } from '../api-config.js';
import { type AuthenticatedRequest } from '../openapi/parsed.js';
import { ROUTE, type RouteContract } from '../openapi/route.js';
import { DemoTokens } from './demo-token.js';

/** The one guard: who calls, and whether the route's contract lets that role in. Only named, authorised people act (R1.1-4, R7.1-1). */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly known = new Map<string, string>();

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    private readonly tokens: DemoTokens,
    private readonly database: Database,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const contract = Reflect.getMetadata(ROUTE, context.getHandler()) as RouteContract | undefined;
    // health and metrics carry no contract; the documentation is for everybody
    if (contract === undefined || contract.access === 'open') return true;
    if (!this.config.DEMO) {
      throw new ChakongError(
        'unauthenticated',
        'Sign-in is not part of this version: demo tokens are accepted only where the service runs with DEMO=1.',
      );
    }
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const actor = await this.tokens.read(bearerToken(request.header('authorization')));
    if ((await this.roleOf(actor.id)) !== actor.role) {
      throw new ChakongError(
        'unauthenticated',
        'The person of this token is not on the list of people. Take a token from GET /demo/people.',
      );
    }
    if (contract.access !== 'signed_in' && !contract.access.includes(actor.role)) {
      throw new ChakongError(
        'forbidden',
        `This takes one of these roles: ${contract.access.join(', ')}. Yours is ${actor.role}.`,
      );
    }
    request.actor = actor;
    return true;
  }

  private async roleOf(id: string): Promise<string | undefined> {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const person = await findPerson(this.database, id);
    if (person !== undefined) this.known.set(id, person.role);
    return person?.role;
  }
}

function bearerToken(header: string | undefined): string {
  const token = /^Bearer ([\w.-]+)$/.exec(header ?? '')?.[1];
  if (token !== undefined) return token;
  throw new ChakongError(
    'unauthenticated',
    'Send the header "Authorization: Bearer <token>", with a token from GET /demo/people.',
  );
}
