/**
 * The floors of functions/, the ground first: imports go down only, and rooms of one floor do not know each other.
 * docs/architecture.md draws them. Whatever is not named is a feature.
 */
const floors = [
  ['platform', 'contract'],
  ['mailgun', 'sms', 'timers', 'bus', 'reps', 'brand', 'openapi'],
  ['preferences', 'rendering', 'pages'],
  ['outbox'],
  ['notify', 'tracking'],
  ['features'],
  ['privacy'],
];
const named = floors.flat().filter((room) => room !== 'features');
const roomsOf = (floor) =>
  floor.includes('features') ? `(?!(?:${named.join('|')})/)[^/]+` : floor.join('|');

const onlyDown = floors.map((floor, i) => ({
  name: `floor-${i + 1}-imports-down-only`,
  severity: 'error',
  from: { path: `^functions/(${roomsOf(floor)})/` },
  to: {
    path: '^functions/',
    pathNot: [
      '^functions/$1/',
      ...floors.slice(0, i).map((lower) => `^functions/(?:${roomsOf(lower)})/`),
      ...(i === 0 ? ['^functions/platform/'] : []),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...onlyDown,
    {
      name: 'platform-knows-nothing-above',
      severity: 'error',
      from: { path: '^functions/platform/' },
      to: { path: '^(functions/(?!platform/)|templates/)' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-circles-of-folders',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'one-door-to-the-outbox',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/(outbox|tracking)/' },
      to: { path: '^functions/outbox/', pathNot: '^functions/outbox/(outbox|from-env|personal-data)\\.ts$' },
    },
    {
      name: 'tracking-folds-events-into-messages',
      severity: 'error',
      from: { path: '^functions/tracking/' },
      to: {
        path: '^functions/outbox/',
        pathNot: '^functions/outbox/(from-env\\.ts$|message/|flow/domain-health\\.ts$)',
      },
    },
    {
      name: 'functions-know-nothing-local',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(local|lib|bin|test)/' },
    },
    {
      name: 'nobody-imports-a-handler',
      severity: 'error',
      from: {},
      to: { path: '\\.handler\\.ts$' },
    },
    {
      name: 'stacks-know-what-rooms-declare',
      severity: 'error',
      // The commands that look after a deployed stage read what functions store.
      from: { path: '^lib/', pathNot: '^lib/(doctor|restore)/' },
      to: {
        path: '^functions/',
        pathNot:
          '^functions/(app-config|platform/(config|route|json|one-line)|openapi/(document|operation)|sequences/(definition|event-types|step)|sms/config|operations/config|leads/battle-cards|[^/]+/[^/]+\\.routes)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'environment-in-from-env-only',
      severity: 'error',
      from: { path: '^functions/', pathNot: '((from-env|\\.handler)|platform/(environment|logging))\\.ts$' },
      to: { path: '^functions/platform/environment\\.ts$' },
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
      from: {
        orphan: true,
        pathNot: '(\\.handler|start|worker|\\.d)\\.ts$|^functions/openapi/viewer/|^bin/check-node\\.cjs$',
      },
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
