import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';

import { CommandButton } from '@/components/command-button';
import { Badge } from '@/components/ui/badge';
import { ExplainLink } from '@/components/ui/explain-link';
import { ExportLinks } from '@/components/ui/export-links';
import { LoadMore } from '@/components/ui/load-more';
import { Panel } from '@/components/ui/panel';
import { Loading, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import type { Column } from '@/components/ui/table';
import { Instant } from '@/components/ui/values';
import { WeightChanges } from '@/components/weight-changes';
import type { Adjustment, Strategies } from '@/domain/strategy';
import { formatNumber } from '@/lib/numbers';
import { itemsOf } from '@/lib/pages';
import { humanize } from '@/lib/words';

import { adjustments } from '../api/get-adjustments';
import { strategiesQuery } from '../api/get-strategies';
import { weightsQuery } from '../api/get-weights';

const WeightsChart = lazy(() => import('./weights-chart'));

const kStrategyColumns: Column<Strategies['strategies'][number]>[] = [
  { title: 'Strategy', cell: ({ name }) => <strong>{humanize(name)}</strong> },
  { title: 'State', cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'neutral'}>{enabled ? 'votes' : 'off'}</Badge> },
  { title: 'Weight', numeric: true, cell: ({ weight }) => formatNumber(weight, 3) },
];

export const CurrentWeights = () => (
  <Panel title="Weights now">
    <QueryView query={useQuery(strategiesQuery())} isEmpty={(data) => data.strategies.length === 0}>
      {({ strategies, updated }) => (
        <>
          <Table label="Strategies" columns={kStrategyColumns} rows={strategies} keyOf={({ name }) => name} />
          <p className="muted small">
            {updated ? <>Last changed by learning: <Instant value={updated} long /></> : 'Learning has not changed a weight yet.'}
          </p>
        </>
      )}
    </QueryView>
  </Panel>
);

export const WeightHistoryPanel = () => (
  <Panel title="Weights over time" actions={<ExportLinks path="/api/strategies/weights" />}>
    <QueryView
      query={useQuery(weightsQuery())}
      isEmpty={({ points }) => points.length < 2}
      empty="No changes yet: weights move when a round trip closes."
    >
      {(history) => (
        <Suspense fallback={<Loading />}>
          <WeightsChart {...history} />
        </Suspense>
      )}
    </QueryView>
  </Panel>
);

const kAdjustmentColumns: Column<Adjustment>[] = [
  { title: 'Time', cell: ({ time }) => <Instant value={time} /> },
  { title: 'Change', cell: (adjustment) => <WeightChanges adjustment={adjustment} /> },
  { title: 'Method', minor: true, cell: ({ method }) => method },
  { title: 'Reason', minor: true, cell: ({ reason }) => reason },
  { title: 'Why', cell: ({ id }) => <ExplainLink id={id} label="Why this adjustment?" /> },
  {
    title: 'Undo',
    cell: ({ id, method }) =>
      method !== 'undo' && (
        <CommandButton
          action="undo-adjustment"
          target={id}
          label="Undo"
          question="Take this adjustment back? The weights move by as much the other way; later adjustments stay."
        />
      ),
  },
];

export function AdjustmentsPanel() {
  const query = useInfiniteQuery(adjustments.query());
  return (
    <Panel title="Adjustments" actions={<ExportLinks path="/api/strategies/adjustments" />}>
      <QueryView query={query} isEmpty={(data) => itemsOf(data).length === 0} empty="No adjustments yet.">
        {(data) => (
          <Table label="Adjustments" columns={kAdjustmentColumns} rows={itemsOf(data)} keyOf={({ id }) => id} />
        )}
      </QueryView>
      <LoadMore query={query} />
    </Panel>
  );
}
