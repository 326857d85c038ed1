import { type Role } from '../api/views.js';

/** Whom the page offers the form; who may place is decided by the api (config/approval.yaml). */
export function mayInquire(role: Role | undefined): boolean {
  return role === 'judge' || role === 'clerk';
}
