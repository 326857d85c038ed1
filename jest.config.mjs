const shared = {
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { module: { type: 'es6' } }] },
  moduleNameMapper: {
    '^#(enforcement|messages|institutions|storage|papers|wire|platform)/(.*)\\.js$': '<rootDir>/libs/$1/src/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.local/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.local/'],
};

export default {
  maxWorkers: 2,
  testTimeout: 20_000,
  workerIdleMemoryLimit: '512MB',
  projects: [
    { ...shared, displayName: 'unit', testRegex: '(apps|libs|test/stories)/.*\\.spec\\.ts$' },
    { ...shared, displayName: 'contract', testRegex: 'test/contract/.*\\.spec\\.ts$' },
    { ...shared, displayName: 'integration', testRegex: 'test/integration/.*\\.int\\.ts$' },
  ],
};
