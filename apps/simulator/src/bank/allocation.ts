/**
 * R2.3: alloc_i = min(cap_i, max(0, B − Σ_{j<i} alloc_j)). Amount freezes catch money in order of service; fen in, fen out.
 */
export function allocate(balanceFen: bigint, capsFen: readonly bigint[]): bigint[] {
  let leftFen = balanceFen > 0n ? balanceFen : 0n;
  return capsFen.map((capFen) => {
    const caughtFen = capFen < leftFen ? capFen : leftFen;
    leftFen -= caughtFen;
    return caughtFen;
  });
}
