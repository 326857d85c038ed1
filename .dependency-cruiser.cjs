// The dependency rules of the house (docs/architecture.md): apps → libs, never apps → apps; each lib only what is listed.
const mayImport = {
  enforcement: [],
  messages: ['enforcement'],
  institutions: ['enforcement', 'platform'],
  storage: ['enforcement', 'platform'],
  papers: ['enforcement', 'platform', 'storage'],
  wire: ['messages', 'platform'],
  platform: [],
};
const lib = (names) => `^libs/(${names.join('|')})/`;
const only = (name, fromNot, to) => ({
  name,
  severity: 'error',
  from: { path: '^(apps|libs)/', pathNot: fromNot },
  to: { path: to },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: { path: '^(apps|libs)/' }, to: { circular: true } },
    ...Object.entries(mayImport).map(([name, allowed]) => ({
      name: `lib-${name}`,
      severity: 'error',
      from: { path: `^libs/${name}/` },
      to: { path: '^libs/', pathNot: lib([name, ...allowed]) },
    })),
    { name: 'libs-not-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    ...['api', 'control', 'adapters', 'watcher', 'console', 'simulator'].map((app) => ({
      name: `app-${app}-alone`,
      severity: 'error',
      from: { path: `^apps/${app}/` },
      to: { path: '^apps/', pathNot: `^apps/${app}/` },
    })),
    {
      name: 'simulator-only-platform',
      severity: 'error',
      from: { path: '^apps/simulator/' },
      to: { path: '^libs/', pathNot: '^libs/platform/' },
    },
    only('kafkajs-only-in-wire', '^libs/wire/', 'node_modules/kafkajs'),
    only('typeorm-only-in-storage', '^libs/storage/', 'node_modules/(typeorm|@nestjs/typeorm)/'),
    // nobody else talks to an institution, by whatever client: what left and what did not is known in one place
    only(
      'one-way-out',
      '^apps/adapters/src/(connections|departure)(\\.spec)?\\.ts$|^apps/(simulator|watcher|console)/',
      'node_modules/(undici|axios)/',
    ),
    {
      name: 'enforcement-is-pure',
      severity: 'error',
      from: { path: '^libs/enforcement/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|\\.spec\\.ts$)' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
    tsPreCompilationDeps: true,
  },
};
