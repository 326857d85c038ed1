import { measured } from './measured.mjs';
import { newCases } from './work.mjs';

export const intake = {
  name: 'intake',
  about: 'an import file of cases (JSON Lines), in files of 2,000 rows',
  async run(house, { rows = 10_000 }) {
    const figures = await measured(house, async () => {
      await newCases(house, rows);
      return { requests: rows };
    });
    const { rows: known } = await house.database.query('select count(*)::int as count from enforcement_case');
    return { ...figures, unit: 'rows', exact: known[0].count >= rows };
  },
};
