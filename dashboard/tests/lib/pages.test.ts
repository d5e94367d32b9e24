import { expect, it } from 'vitest';

import { itemsOf, mergePages } from '@/lib/pages';
import type { Pages } from '@/lib/pages';

interface Item {
  id: string;
  time: string;
  open: boolean;
}

const at = (second: number, open = true): Item => ({
  id: `item-${String(second)}`,
  time: `2014-06-06T14:00:${String(second).padStart(2, '0')}Z`,
  open,
});

const placing = { timeOf: ({ time }: Item) => time, matches: ({ open }: Item) => open };
const loaded = (pages: Item[][], next: string | null = null): Pages<Item> => ({
  pages: pages.map((items, index) => ({ items, next: index === pages.length - 1 ? next : 'more' })),
  pageParams: pages.map(() => null),
});
const ids = (data: Pages<Item>) => itemsOf(data).map(({ id }) => id);

it('puts a new item first', () => {
  expect(ids(mergePages(loaded([[at(2), at(1)]]), [at(3)], placing))).toEqual(['item-3', 'item-2', 'item-1']);
});

it('puts one that comes late where its time belongs', () => {
  expect(ids(mergePages(loaded([[at(4), at(1)]]), [at(2)], placing))).toEqual(['item-4', 'item-2', 'item-1']);
});

it('orders instants with and without a fraction', () => {
  const half: Item = { id: 'half', time: '2014-06-06T14:00:01.5Z', open: true };
  expect(ids(mergePages(loaded([[at(2), at(1)]]), [half], placing))).toEqual(['item-2', 'half', 'item-1']);
});

it('replaces a known item where it stands, on any page', () => {
  const changed = { ...at(1), time: at(1).time };
  const merged = mergePages(loaded([[at(3)], [at(2), at(1)]]), [changed], placing);
  expect(ids(merged)).toEqual(['item-3', 'item-2', 'item-1']);
  expect(merged.pages[1]?.items[1]).toBe(changed);
});

it('drops a known item that no longer matches, and ignores a new one that does not', () => {
  expect(ids(mergePages(loaded([[at(2), at(1)]]), [at(2, false), at(3, false)], placing))).toEqual(['item-1']);
});

it('leaves to a later page what is older than everything loaded', () => {
  expect(ids(mergePages(loaded([[at(5)]], 'more'), [at(1)], placing))).toEqual(['item-5']);
  expect(ids(mergePages(loaded([[at(5)]]), [at(1)], placing))).toEqual(['item-5', 'item-1']);
});

it('fills an empty list', () => {
  expect(ids(mergePages(loaded([[]]), [at(1), at(2)], placing))).toEqual(['item-2', 'item-1']);
});

it('leaves its input alone', () => {
  const before = loaded([[at(1)]]);
  mergePages(before, [at(2)], placing);
  expect(ids(before)).toEqual(['item-1']);
});
