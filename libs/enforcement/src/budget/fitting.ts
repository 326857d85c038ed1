import { type Fen, fenOf } from '../money.js';

/**
 * Which amounts of an order, in their order, fit into what a case still allows (R1.1-1, R2.4-1, R2.4-5): all of them together, or, where each account
 * is to wait for everything, each by itself. `beyond` are the indices of those that do not.
 */
export function fitting(amounts: readonly Fen[], room: Fen, isFanOut: boolean): { readonly beyond: readonly number[] } {
  let taken = fenOf(0n);
  const beyond: number[] = [];
  for (const [index, amount] of amounts.entries()) {
    if (amount > room - taken) beyond.push(index);
    else if (!isFanOut) taken = fenOf(taken + amount);
  }
  return { beyond };
}
