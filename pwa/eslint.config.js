// The walls of the app (docs/ARCHITECTURE.md): what each folder may import and which globals it may touch.
// TypeScript's project references guard the direction of imports; these rules guard the rest.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const KEYS = ['crypto', 'CryptoKey', 'SubtleCrypto'];
const STORAGE = ['indexedDB', 'IDBKeyRange', 'localStorage', 'sessionStorage', 'caches', 'cookieStore'];
const NETWORK = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'RTCPeerConnection'];
const CLOCK = ['Date', 'performance', 'setTimeout', 'setInterval', 'queueMicrotask', 'Temporal'];
const PAGE = ['window', 'document', 'navigator', 'self', 'globalThis', 'console', 'location', 'postMessage'];
const BY_NAME = ['window', 'self', 'globalThis'];

/** Refuses the globals, and the same names reached through window, self or globalThis. */
function without(globals, message) {
  return {
    'no-restricted-globals': ['error', ...globals.map((name) => ({ name, message }))],
    'no-restricted-properties': [
      'error',
      ...BY_NAME.flatMap((object) => globals.map((property) => ({ object, property, message }))),
      { object: 'navigator', property: 'sendBeacon', message: 'only the vault reaches the network' },
      ...(globals.includes('indexedDB')
        ? [{ object: 'navigator', property: 'storage', message: 'only the vault stores anything' }]
        : []),
      ...(globals.includes('Date')
        ? [{ object: 'Math', property: 'random', message: 'randomness comes in as an argument' }]
        : []),
    ],
  };
}

/** Refuses imports whose path matches; `types` are refused as values only. */
function walls(...patterns) {
  return {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: patterns.map(([regex, message, types]) => ({ regex, message, allowTypeImports: types === 'types' })) },
    ],
    'no-restricted-syntax': [
      'error',
      ...patterns
        .filter(([, , types]) => types !== 'types')
        .map(([regex, message]) => ({
          selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\/')}/]`,
          message,
        })),
      { selector: 'ImportExpression:not([source.type="Literal"])', message: 'name the module in the import' },
    ],
  };
}

export default tseslint.config(
  { ignores: ['.build/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-undef': 'off', // the compiler knows each folder's library
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/require-array-sort-compare': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // An interface may demand a promise where one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
      'max-len': ['error', { code: 120, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true }],
    },
  },
  {
    files: ['src/**/*.gen.ts'],
    rules: { 'max-lines': 'off', 'max-len': 'off' },
  },
  {
    files: ['src/sync/**'],
    rules: {
      ...walls(['^(?!\\./)', 'sync imports nothing outside itself: what it needs comes in as an argument']),
      ...without([...KEYS, ...STORAGE, ...NETWORK, ...CLOCK, ...PAGE], 'sync is pure: pass this in as an argument'),
    },
  },
  {
    files: ['src/vault/**'],
    rules: walls(
      ['/(ui|sw)/', 'the vault knows neither the page nor the service worker'],
      ['/media/(?!remux(\\.ts)?$)', 'of media the vault uses remux.ts alone'],
      ['^(preact|@preact/)', 'the vault shows nothing'],
    ),
  },
  {
    files: ['src/media/**'],
    rules: {
      ...walls(
        ['/(ui|sw|vault)/', 'media is handed byte sources and sinks'],
        ['^(?!\\.|mediabunny$)', 'media imports sync and mediabunny alone'],
      ),
      ...without([...KEYS, ...STORAGE, ...NETWORK], 'only the vault touches keys, storage and the network'),
    },
  },
  {
    files: ['src/sw/**'],
    rules: {
      ...walls(
        ['/(ui|media)/', 'the service worker knows neither the page nor the camera'],
        ['/vault/(?!api(\\.ts)?$)', 'of the vault only the types of api.ts'],
        ['/vault/api(\\.ts)?$', 'of the vault only the types of api.ts', 'types'],
        ['^(?!\\.)', 'the service worker imports no package'],
      ),
      ...without(
        [...KEYS, 'indexedDB', 'localStorage', 'sessionStorage'],
        'the service worker holds no key and stores only the files of the app',
      ),
    },
  },
  {
    files: ['src/recover/**'],
    rules: {
      ...walls(['^(?!\\./recover\\.css$)', 'the page for an app that does not start imports nothing of it']),
      ...without(
        [...KEYS, 'indexedDB', 'localStorage', 'sessionStorage', 'caches'],
        'it opens and clears nothing: what it cannot read it cannot harm',
      ),
      // It asks how much there is and asks to keep it.
      'no-restricted-properties': 'off',
    },
  },
  {
    files: ['src/ui/**'],
    rules: {
      ...walls(
        ['/vault/(?!api(\\.ts)?$)', 'the page reaches the vault through vault/api.ts alone'],
        ['/sync/', 'of sync the page takes types alone', 'types'],
        ['/sw/(?!messages(\\.ts)?$)', 'of the service worker only what is said to it: messages.ts'],
        ['/sw/messages(\\.ts)?$', 'of the service worker only types', 'types'],
        [
          '^(?!\\.|preact($|/)|@preact/signals$|@fluent/bundle$|qr(/decode\\.js)?$)',
          'the page imports preact, signals, Fluent, and qr for the codes that people scan',
        ],
      ),
      ...without([...KEYS, ...STORAGE, ...NETWORK], 'only the vault touches keys, storage and the network'),
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-console': 'off',
      // node:test returns promises from describe() and test() that it awaits itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] }] },
      ],
    },
  },
  {
    files: ['*.js', '*.mjs', 'test/*.mjs', 'checks/*.mjs'],
    languageOptions: {
      ecmaVersion: 2023,
      globals: { console: 'readonly', process: 'readonly', URL: 'readonly', Buffer: 'readonly' },
    },
  },
);
