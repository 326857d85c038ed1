export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
  /** Where the law forbids it: the rule by its id, and its article in Chinese. */
  readonly rule?: string;
  readonly article?: string;
}

/** A call that did not succeed: what the api said in its problem document, or that it could not be reached (status 0). */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: readonly FieldProblem[] = [],
    readonly instance?: string,
  ) {
    super(message);
  }

  static async from(response: Response): Promise<Problem> {
    const body = (await response.json().catch(() => ({}))) as Partial<{
      code: string;
      detail: string;
      problems: FieldProblem[];
      instance: string;
    }>;
    return new Problem(
      response.status,
      body.code ?? 'unreadable',
      body.detail ?? response.statusText,
      body.problems ?? [],
      body.instance,
    );
  }

  static unreachable(): Problem {
    return new Problem(0, 'unreachable', '');
  }
}

export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem
    ? thrown
    : new Problem(0, 'unexpected', thrown instanceof Error ? thrown.message : String(thrown));
}
