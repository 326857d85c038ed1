import { fragments, readConfig } from '#platform/config.js';
import { Database } from '../database.js';
import { verifyBook } from './verify-book.js';

// npm run book:verify: rebuilds every freeze from its events and says what differs from the book.
const { DATABASE_URL } = readConfig(fragments.database);
const database = new Database({ url: DATABASE_URL, poolSize: 1, applicationName: 'chakong book-verify' });
try {
  const { freezes, differences } = await verifyBook(database);
  for (const difference of differences) process.stdout.write(`${difference}\n`);
  process.stdout.write(`${freezes} freezes rebuilt from their events, ${differences.length} differ from the book\n`);
  process.exitCode = differences.length === 0 ? 0 : 1;
} finally {
  await database.close();
}
