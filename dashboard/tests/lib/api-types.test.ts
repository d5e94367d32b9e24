import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect, it } from 'vitest';

import { typesOf } from '../../tools/api-types.mjs';

const read = (name: string) => readFileSync(resolve(process.cwd(), name), 'utf8');

it('the types are those of openapi.json (npm run api-types)', () => {
  expect(read('src/lib/api-types.ts')).toBe(typesOf(JSON.parse(read('openapi.json'))));
});
