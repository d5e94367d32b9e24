import { infiniteQueryOptions } from '@tanstack/react-query';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { z } from 'zod';

import { pageOf } from '@/domain/values';
import { get, withQuery } from '@/lib/http';
import { mergePage, mergePages } from '@/lib/pages';
import type { Page, Pages } from '@/lib/pages';

import { recentEvents } from './recent';
import type { Topic, TopicData } from './topics';

const kPageSize = 50;
const kMostInFirstPage = 300;

export type Filters = Record<string, string>;

interface ListSpec<T extends Topic, Item extends TopicData<T> & { id: string }> {
  topic: T;
  path: string;
  schema: z.ZodType<Item>;
  timeOf: (item: Item) => string;
  /** As the gateway filters, for live items. */
  matches: (item: Item, filters: Filters) => boolean;
}

/** A newest-first list of the gateway that live events keep up to date. */
export function liveList<T extends Topic, Item extends TopicData<T> & { id: string }>(spec: ListSpec<T, Item>) {
  const { topic, path, schema, timeOf, matches } = spec;
  const pageSchema = pageOf(schema);
  const placing = (filters: Filters) => ({ timeOf, matches: (item: Item) => matches(item, filters) });
  const all = [topic, 'list'] as const;

  const fetchPage = async (filters: Filters, cursor: string | null, signal: AbortSignal): Promise<Page<Item>> => {
    const mark = recentEvents.mark();
    const page = await get(withQuery(path, { ...filters, limit: kPageSize, cursor }), pageSchema, signal);
    if (cursor !== null) return page;
    return mergePage(page, recentEvents.since(mark, topic) as Item[], placing(filters));
  };

  return {
    query: (filters: Filters = {}) =>
      infiniteQueryOptions({
        queryKey: [...all, filters] as QueryKey,
        queryFn: ({ pageParam, signal }) => fetchPage(filters, pageParam, signal),
        initialPageParam: null as string | null,
        getNextPageParam: (page: Page<Item>) => page.next,
      }),
    /** Merges live items into every cached list; one that has grown long is fetched anew. */
    apply: (client: QueryClient, items: readonly Item[]): void => {
      if (items.length === 0) return;
      for (const query of client.getQueryCache().findAll({ queryKey: all })) {
        const filters = (query.queryKey[2] ?? {}) as Filters;
        const merged = client.setQueryData<Pages<Item>>(query.queryKey, (old) =>
          old === undefined ? old : mergePages(old, items, placing(filters)),
        );
        const first = merged?.pages[0]?.items ?? [];
        if (first.length <= kMostInFirstPage) continue;
        const pages = [{ items: first.slice(0, kPageSize), next: null }];
        client.setQueryData<Pages<Item>>(query.queryKey, { pages, pageParams: [null] });
        void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
      }
    },
    refresh: (client: QueryClient): void => {
      void client.invalidateQueries({ queryKey: all });
    },
  };
}
