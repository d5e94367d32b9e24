import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';

import { ExportLinks } from '@/components/ui/export-links';
import { Panel } from '@/components/ui/panel';
import { Loading, QueryView } from '@/components/ui/states';

import { historyQuery } from '../api/get-history';

const EquityChart = lazy(() => import('@/components/charts/equity-chart'));

export const EquityPanel = () => (
  <Panel title="Equity" className="equity" actions={<ExportLinks path="/api/portfolio/history" />}>
    <QueryView
      query={useQuery(historyQuery())}
      isEmpty={({ points }) => points.length < 2}
      empty="No curve yet: it starts with the second snapshot of the account."
    >
      {({ points }) => (
        <Suspense fallback={<Loading />}>
          <EquityChart points={points} label="Equity curve" />
        </Suspense>
      )}
    </QueryView>
  </Panel>
);
