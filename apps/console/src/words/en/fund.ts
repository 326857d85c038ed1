import { type fund as zh } from '../zh/fund.js';

export const fund: Readonly<Record<keyof typeof zh, string>> = {
  'fund.sent': 'Sent by the banks',
  'fund.received': 'Received on the fund account',
  'fund.paid': 'Paid to creditors',
  'fund.balance': 'Left on the fund account',
  'fund.inTransit': '{amount} on its way',
  'fund.deductions': 'Deductions and receipt',
  'fund.sentAt': 'Sent at',
  'fund.receivedAt': 'Received at',
  'fund.notReceived': 'Not received yet',
  'fund.amount': 'Amount',
  'fund.payments': 'Paid per creditor',
  'fund.creditor': 'Creditor',
  'fund.due': 'Claim',
  'fund.left': 'Still owed',
  'fund.none': 'There is no money in this case yet. Once a deduction is executed, it is listed here.',
  'fund.paidAt': 'Paid at',
  'fund.ordered': 'Under way',
  'fund.refused': 'Payment refused',
  'fund.notPaid': 'Not paid yet',
};
