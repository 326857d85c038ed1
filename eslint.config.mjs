import tseslint from 'typescript-eslint';

// Time enters through libs/platform/src/clocks.ts only: leases and terms must never be mixed up (two branded types).
const clockRules = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Use a Clock (libs/platform/src/clocks.ts).',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Use a Clock (libs/platform/src/clocks.ts).' },
  {
    selector: 'TemplateElement[value.raw=/\\bnow\\(\\)|current_timestamp|clock_timestamp/i]',
    message: 'Pass the time as a parameter; SQL now() is neither MachineTime nor LegalTime.',
  },
  {
    selector: 'Literal[value=/\\bnow\\(\\)|current_timestamp|clock_timestamp/i]',
    message: 'Pass the time as a parameter; SQL now() is neither MachineTime nor LegalTime.',
  },
];
const environmentRule = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'process.env is read in libs/platform/src/config.ts only.',
};

export default tseslint.config(
  { ignores: ['dist/**', '.local/**', 'node_modules/**', 'test/bench/peers/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: [] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', ...clockRules, environmentRule],
      eqeqeq: 'error',
    },
  },
  {
    // Nest reads constructor types at run time: a type-only import there would erase the injection.
    files: ['apps/**/*.ts', 'libs/wire/**/*.ts', 'libs/storage/**/*.ts', 'libs/platform/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['libs/platform/src/clocks.ts', 'apps/simulator/src/**/*clock*.ts'],
    rules: { 'no-restricted-syntax': ['error', environmentRule] },
  },
  { files: ['libs/platform/src/config.ts'], rules: { 'no-restricted-syntax': ['error', ...clockRules] } },
  { files: ['test/**/*.ts', '**/*.spec.ts', 'apps/console/**'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['**/*.mjs'], rules: { '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }] } },
);
