import type { InfiniteData } from '@tanstack/react-query';

import { compareInstants } from './time';

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Pages<T> = InfiniteData<Page<T>, string | null>;

export interface Placing<T> {
  timeOf: (item: T) => string;
  /** Whether the item belongs to the list, given the list's filters. */
  matches: (item: T) => boolean;
}

/**
 * A newest-first list with live items merged in: known ids are replaced where they stand (or leave, where they no
 * longer match), new ones are put in by time. The input is not changed; nothing new gives the same object back.
 */
export function mergePages<T extends { id: string }>(
  data: Pages<T>,
  incoming: readonly T[],
  placing: Placing<T>,
): Pages<T> {
  return incoming.reduce((merged, item) => mergeOne(merged, item, placing), data);
}

export function mergePage<T extends { id: string }>(
  page: Page<T>,
  incoming: readonly T[],
  placing: Placing<T>,
): Page<T> {
  const merged = mergePages({ pages: [page], pageParams: [null] }, incoming, placing);
  return merged.pages[0] ?? page;
}

export const itemsOf = <T>(data: { pages: readonly Page<T>[] }): T[] => data.pages.flatMap((page) => page.items);

function mergeOne<T extends { id: string }>(data: Pages<T>, item: T, { timeOf, matches }: Placing<T>): Pages<T> {
  const holder = data.pages.findIndex((page) => page.items.some(({ id }) => id === item.id));
  if (holder >= 0) {
    return withItems(data, holder, (items) =>
      matches(item) ? items.map((old) => (old.id === item.id ? item : old)) : items.filter(({ id }) => id !== item.id),
    );
  }
  if (!matches(item) || data.pages.length === 0) return data;
  const time = timeOf(item);
  let target = data.pages.findIndex((page) => page.items.some((old) => compareInstants(timeOf(old), time) <= 0));
  if (target < 0) {
    // Older than all that is loaded: a later page will bring it, unless this is the end of the list.
    if (data.pages.at(-1)?.next !== null) return data;
    target = data.pages.length - 1;
  }
  return withItems(data, target, (items) => {
    const at = items.findIndex((old) => compareInstants(timeOf(old), time) <= 0);
    return at < 0 ? [...items, item] : [...items.slice(0, at), item, ...items.slice(at)];
  });
}

function withItems<T>(data: Pages<T>, index: number, change: (items: T[]) => T[]): Pages<T> {
  return {
    ...data,
    pages: data.pages.map((page, at) => (at === index ? { ...page, items: change(page.items) } : page)),
  };
}
