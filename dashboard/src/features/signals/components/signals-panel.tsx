import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { ExportLinks } from '@/components/ui/export-links';
import { LoadMore } from '@/components/ui/load-more';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import { itemsOf } from '@/lib/pages';
import type { Filters } from '@/live/live-list';

import { signals } from '../api/get-signals';
import { SignalList } from './signal-list';

interface SignalsPanelProps {
  title: string;
  filters?: Filters;
  /** Only the latest so many. */
  latest?: number;
  actions?: ReactNode;
}

export function SignalsPanel({ title, filters = {}, latest, actions }: SignalsPanelProps) {
  const query = useInfiniteQuery(signals.query(filters));
  return (
    <Panel title={title} actions={actions ?? <ExportLinks path="/api/signals" query={filters} />}>
      <QueryView query={query} isEmpty={(data) => itemsOf(data).length === 0} empty="No signals yet.">
        {(data) => <SignalList label={title} signals={itemsOf(data)} latest={latest} />}
      </QueryView>
      {latest === undefined && <LoadMore query={query} />}
    </Panel>
  );
}
