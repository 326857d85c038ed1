/** A bank account at its bank, or a registered thing at its registry. */
export interface Place {
  readonly institution: string;
  readonly account: string;
}

export function placeKey({ institution, account }: Place): string {
  return `${institution}\n${account}`;
}
