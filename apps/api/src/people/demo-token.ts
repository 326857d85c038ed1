import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ChakongError } from '#platform/errors.js';
import { type Actor } from '#storage/audit.js';
import { type Person } from '#storage/people/people.js';

const claims = z.object({
  sub: z.string().min(1),
  role: z.enum(['judge', 'approver', 'clerk', 'finance', 'operator', 'auditor', 'service']),
});

/** Signs and reads the demo tokens: HS256 by the key of the secrets file, which is base64url. They do not expire; a new key ends them all. */
export class DemoTokens {
  private readonly key: Uint8Array;

  constructor(signingKey: string) {
    this.key = Buffer.from(signingKey, 'base64url');
  }

  sign(person: Person, courtCode: string): Promise<string> {
    return new SignJWT({ role: person.role, name: person.name, court: courtCode })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(person.id)
      .sign(this.key);
  }

  async read(token: string): Promise<Actor> {
    try {
      const { payload } = await jwtVerify(token, this.key, { algorithms: ['HS256'] });
      const { sub, role } = claims.parse(payload);
      return { id: sub, role };
    } catch (cause) {
      throw new ChakongError('unauthenticated', 'This token is not one of ours. Take a new one from GET /demo/people.', {
        cause,
      });
    }
  }
}
