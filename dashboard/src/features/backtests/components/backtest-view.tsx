import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';

import { Panel } from '@/components/ui/panel';
import { Failure, Loading, QueryView } from '@/components/ui/states';
import { Unknown } from '@/components/ui/unknown';
import { Instant, Money } from '@/components/ui/values';
import { hasEnded } from '@/domain/backtest';
import type { Backtest, BacktestResult } from '@/domain/backtest';
import { formatMoney, isDecimal } from '@/lib/decimal';
import { formatCount, formatNumber, formatShare } from '@/lib/numbers';
import { formatDate } from '@/lib/time';
import { capitalize, humanize } from '@/lib/words';

import { backtestEquityQuery, backtestQuery, cancelBacktest, refreshBacktests } from '../api/backtests';
import { JobStatus } from './job-status';

const EquityChart = lazy(() => import('@/components/charts/equity-chart'));

const kShares = new Set([
  'total_return', 'cagr', 'volatility', 'max_drawdown', 'value_at_risk_95', 'conditional_value_at_risk_95', 'win_rate',
  'best', 'worst',
]);

/** A metric's text, or null where it is undefined (docs: undefined or infinite is null). */
function metricText(name: string, value: unknown): string | null {
  if (typeof value === 'number') {
    if (kShares.has(name)) return formatShare(value, 2);
    return Number.isInteger(value) ? formatCount(value) : formatNumber(value, 3);
  }
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d/.test(value) ? formatDate(value) : value;
  return null;
}

const Metrics = ({ metrics }: { metrics: BacktestResult['metrics'] }) => (
  <dl className="facts columns" aria-label="Metrics">
    {Object.entries(metrics).map(([name, value]) => (
      <div key={name} className="contents">
        <dt>{capitalize(humanize(name))}</dt>
        <dd className="number">{metricText(name, value) ?? <Unknown label="not defined" />}</dd>
      </div>
    ))}
  </dl>
);

const kCounts = ['bars', 'articles', 'signals', 'orders', 'trades'] as const;

const Result = ({ result }: { result: BacktestResult }) => (
  <Panel title="Result">
    <dl className="facts columns">
      <dt>Initial cash</dt>
      <dd>
        <Money value={result.initial_cash} />
      </dd>
      <dt>Final equity</dt>
      <dd>
        <Money value={result.final_equity} />
      </dd>
      {kCounts.map((name) => (
        <div key={name} className="contents">
          <dt>{capitalize(name)}</dt>
          <dd className="number">{result[name] === undefined ? <Unknown /> : formatCount(result[name])}</dd>
        </div>
      ))}
      {Object.entries(result.costs).map(([name, value]) => (
        <div key={name} className="contents">
          <dt>{capitalize(humanize(name))}</dt>
          <dd className="number">{typeof value === 'string' && isDecimal(value) ? formatMoney(value) : String(value)}</dd>
        </div>
      ))}
    </dl>
    <h3>Metrics</h3>
    <Metrics metrics={result.metrics} />
    {result.decision_hash && (
      <p className="muted small">
        Decisions <code>{result.decision_hash}</code>: the same input gives the same hash.
      </p>
    )}
  </Panel>
);

const Curve = ({ id }: { id: string }) => (
  <Panel title="Equity" className="equity">
    <QueryView query={useQuery(backtestEquityQuery(id))} isEmpty={({ points }) => points.length < 2}>
      {({ points }) => (
        <Suspense fallback={<Loading />}>
          <EquityChart points={points} label="Equity of the backtest" />
        </Suspense>
      )}
    </QueryView>
  </Panel>
);

function Job({ job }: { job: Backtest }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelBacktest(job.id),
    onSettled: () => {
      refreshBacktests(client);
    },
  });
  return (
    <Panel title="Run">
      <p>
        <JobStatus job={job} /> <span className="muted">asked for <Instant value={job.created} /></span>
      </p>
      <pre>{JSON.stringify(job.request, null, 2)}</pre>
      {job.error && (
        <div className="failure" role="alert">
          <p>{job.error.message}</p>
          {job.error.hint && <p className="muted">{job.error.hint}</p>}
        </div>
      )}
      {cancel.error && <Failure error={cancel.error} />}
      {!hasEnded(job) && (
        <button
          type="button"
          className="danger"
          disabled={cancel.isPending}
          onClick={() => {
            cancel.mutate();
          }}
        >
          Cancel
        </button>
      )}
    </Panel>
  );
}

export const BacktestView = ({ id }: { id: string }) => (
  <QueryView query={useQuery(backtestQuery(id))}>
    {(job) => (
      <>
        <Job job={job} />
        {job.status === 'done' && <Curve id={id} />}
        {job.result && <Result result={job.result} />}
      </>
    )}
  </QueryView>
);
