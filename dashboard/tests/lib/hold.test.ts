import { expect, it } from 'vitest';

import { hold } from '@/lib/hold';

const item = (id: string, state = 'old') => ({ id, state });

it('keeps the place of what is read, in its latest state, and counts what is newer', () => {
  const held = hold([item('b'), item('a')], [item('d'), item('c'), item('b', 'new'), item('a')]);
  expect(held).toEqual({ shown: [item('b', 'new'), item('a')], newer: 2 });
});

it('keeps what has fallen out of the list', () => {
  expect(hold([item('a')], [item('c'), item('b')])).toEqual({ shown: [item('a')], newer: 2 });
});

it('counts nothing that is older', () => {
  expect(hold([item('b')], [item('b'), item('a')]).newer).toBe(0);
});
