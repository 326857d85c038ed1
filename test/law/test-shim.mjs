// What the unit tests of the law use of @jest/globals, for mutant-worker.mjs: blocks and tests are collected, hooks are left out.
const { add, expect } = globalThis.lawTests;
let titles = [];

export { expect };

export function describe(title, block) {
  titles.push(title);
  block();
  titles.pop();
}

export function it(title, test) {
  add({ title: [...titles, title].join(' '), test });
}

it.each = (table) => (title, test) => {
  for (const row of table) {
    const values = Array.isArray(row) ? row : [row];
    let place = 0;
    const named = title.replace(/%s/g, () => String(values[place++]));
    it(named, () => test(...values));
  }
};

export const test = it;
export const beforeAll = () => undefined;
export const afterAll = () => undefined;
export const beforeEach = () => undefined;
export const afterEach = () => undefined;
