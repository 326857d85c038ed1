/** What a freeze may catch: so many fen, or whatever there is (KZNR 2). */
export type Cap = bigint | 'whole';

/**
 * R2.3: alloc_i = min(cap_i, max(0, B − Σ_{j<i} alloc_j)). Amount freezes catch money in order of service; fen in, fen out.
 */
export function allocate(balanceFen: bigint, caps: readonly Cap[]): bigint[] {
  let leftFen = balanceFen > 0n ? balanceFen : 0n;
  return caps.map((cap) => {
    const caughtFen = cap !== 'whole' && cap < leftFen ? cap : leftFen;
    leftFen -= caughtFen;
    return caughtFen;
  });
}
