import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { LoadMore } from '@/components/ui/load-more';
import { ExportLinks } from '@/components/ui/export-links';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import type { Column } from '@/components/ui/table';
import { Instant, Money, Share } from '@/components/ui/values';
import type { Backtest } from '@/domain/backtest';
import { itemsOf } from '@/lib/pages';
import { shortId } from '@/lib/words';

import { backtests } from '../api/backtests';
import { JobStatus } from './job-status';

const totalReturn = (job: Backtest): number | null => {
  const value = job.result?.metrics.total_return;
  return typeof value === 'number' ? value : null;
};

const kColumns: Column<Backtest>[] = [
  { title: 'Run', cell: ({ id }) => <Link to={`/backtests/${encodeURIComponent(id)}`}>{shortId(id)}</Link> },
  { title: 'Asked for', cell: ({ created }) => <Instant value={created} /> },
  { title: 'Status', cell: (job) => <JobStatus job={job} /> },
  { title: 'Final equity', numeric: true, minor: true, cell: ({ result }) => <Money value={result?.final_equity} /> },
  { title: 'Return', numeric: true, cell: (job) => <Share value={totalReturn(job)} signed /> },
];

export function BacktestList() {
  const query = useInfiniteQuery(backtests.query());
  return (
    <Panel title="Runs" actions={<ExportLinks path="/api/backtest" />}>
      <QueryView query={query} isEmpty={(data) => itemsOf(data).length === 0} empty="No backtest has been run here yet.">
        {(data) => <Table label="Backtests" columns={kColumns} rows={itemsOf(data)} keyOf={({ id }) => id} />}
      </QueryView>
      <LoadMore query={query} />
    </Panel>
  );
}
