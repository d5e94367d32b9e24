import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// app -> features/<name> -> components, live -> domain, lib: imports go to the right only.
const noUpwards = (from, forbidden, message) => ({
  files: [`src/${from}/**/*.{ts,tsx}`],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }] },
});

const features = [
  'auth', 'backtests', 'chart', 'controls', 'lineage', 'news', 'orders', 'portfolio', 'signals', 'strategies', 'system',
];

export default tseslint.config(
  { ignores: ['dist', 'node_modules'] },
  ...tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  noUpwards('lib', '^@/(?!lib/)', 'lib knows nothing of the rest'),
  noUpwards('domain', '^@/(?!lib/|domain/)', 'domain may use lib only'),
  noUpwards('live', '^@/(app|features|components)/', 'live may use domain and lib only'),
  noUpwards('components', '^@/(app|features|live)/', 'components are shared: they know no feature'),
  ...features.map((name) =>
    noUpwards(`features/${name}`, `^@/(app/|features/(?!${name}/))`, 'features know neither the app nor each other'),
  ),
);
