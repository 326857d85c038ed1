import { type Person } from '#storage/people/people.js';

/** Who acts in the demo, until people sign in for themselves. */
export const DEMO_PEOPLE: readonly Person[] = [
  { id: 'judge-wei', name: '韦法官', role: 'judge' },
  { id: 'judge-huang', name: '黄法官', role: 'judge' },
  { id: 'approver-lu', name: '陆局长', role: 'approver' },
  { id: 'clerk-qin', name: '覃书记员', role: 'clerk' },
  { id: 'finance-nong', name: '农会计', role: 'finance' },
  { id: 'operator-meng', name: '蒙运维', role: 'operator' },
  { id: 'auditor-ban', name: '班审计', role: 'auditor' },
];

/** Named services: they act too, and the audit trail names them. */
export const SERVICES: readonly Person[] = [
  { id: 'watcher', name: 'watcher', role: 'service' },
  { id: 'control', name: 'control', role: 'service' },
  { id: 'adapters', name: 'adapters', role: 'service' },
  { id: 'import', name: 'import', role: 'service' },
];
