import { type ReactNode } from 'react';

/** An empty place says what to do. */
export function Empty({ children }: { children: ReactNode }) {
  return <div className="empty">{children}</div>;
}
