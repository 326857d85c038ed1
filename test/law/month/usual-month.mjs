/** How often an act falls to a desk, by weight. */
export const usualMonth = {
  inquire: 10,
  freezeByPlan: 16,
  freezeBehindOthers: 12,
  changeMind: 5,
  fanOut: 6,
  renew: 7,
  release: 7,
  deduct: 12,
  pay: 8,
  partPayment: 4,
  withdraw: 6,
  reject: 1,
  credit: 18,
  debit: 4,
  object: 3,
  answer: 2,
};
