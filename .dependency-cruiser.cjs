/** The one way that imports point. docs/architecture.md says why. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'functions-know-nothing-local',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(local|lib|bin|test)/' },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^functions/platform/' },
      to: { path: '^(functions/(?!platform/)|templates/)' },
    },
    {
      name: 'timers-know-no-feature',
      severity: 'error',
      from: { path: '^functions/timers/', pathNot: '\\.handler\\.ts$' },
      to: { path: '^functions/(?!platform/|timers/)' },
    },
    {
      name: 'preferences-and-templates-know-no-outbox',
      severity: 'error',
      from: { path: '^functions/(preferences|templates)/', pathNot: '\\.handler\\.ts$' },
      to: { path: '^functions/(?!platform/|preferences/|templates/)' },
    },
    {
      name: 'features-speak-by-bus-events',
      severity: 'error',
      from: {
        path: '^functions/(conversations|appointments|leads|digests|sequences|experiments)/',
        pathNot: '\\.handler\\.ts$',
      },
      to: {
        path: '^functions/',
        pathNot: '^functions/(platform|outbox|templates|preferences|timers|reps|bus|$1)/',
      },
    },
    {
      name: 'nobody-imports-a-handler',
      severity: 'error',
      from: {},
      to: { path: '\\.handler\\.ts$' },
    },
    {
      name: 'stacks-know-the-config-only',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^functions/(?!platform/config\\.ts$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'dynamodb-in-stores-only',
      severity: 'error',
      from: {
        path: '^functions/',
        pathNot: '(store|list|breaker|limiter|pauses|domain-health|api-keys|dynamo|dynamo-pages)\\.ts$',
      },
      to: { path: '^@aws-sdk/(lib-dynamodb|client-dynamodb)' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '(\\.handler|start|worker|\\.d)\\.ts$' },
      to: {},
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
