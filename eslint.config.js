import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      'dist',
      'cdk.out',
      '.local',
      '.stryker-tmp',
      'coverage',
      '.dependency-cruiser.cjs',
      'bin/check-node.cjs',
      'console/**',
      'functions/openapi/viewer/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-nested-ternary': 'error',
      'max-params': ['error', 4],
    },
  },
  {
    files: ['functions/**', 'lib/**'],
    rules: {
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['functions/**'],
    ignores: ['functions/platform/dynamo-pages.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: '@aws-sdk/lib-dynamodb',
          importNames: ['QueryCommand', 'ScanCommand', 'paginateQuery', 'paginateScan'],
          message: 'Read through platform/dynamo-pages.ts, which reads to the end.',
        },
      ],
    },
  },
  {
    files: ['functions/**'],
    ignores: ['functions/platform/conflict.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ForStatement[init.declarations.0.id.name=/^(race|attempt)$/]',
          message: 'Write again on a version conflict by untilWritten of platform/conflict.ts.',
        },
      ],
    },
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
