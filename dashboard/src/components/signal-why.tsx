import { DirectionBadge } from '@/components/ui/badge';
import { ContributionBar } from '@/components/ui/bars';
import { Table } from '@/components/ui/table';
import type { Column } from '@/components/ui/table';
import { Quantity } from '@/components/ui/values';
import type { Opinion, Signal, Verdict } from '@/domain/signal';
import { formatDuration, formatNumber } from '@/lib/numbers';
import { capitalize, humanize } from '@/lib/words';

const kColumns: Column<Opinion>[] = [
  {
    title: 'Strategy',
    cell: ({ strategy, reason, horizon_seconds }) => (
      <>
        <strong>{humanize(strategy)}</strong>
        <div className="muted small">
          {reason || 'gave no reason'} · horizon {formatDuration(horizon_seconds)}
        </div>
      </>
    ),
  },
  { title: 'Opinion', cell: ({ direction }) => <DirectionBadge direction={direction} /> },
  { title: 'Strength', numeric: true, minor: true, cell: ({ strength }) => formatNumber(strength) },
  { title: 'Confidence', numeric: true, minor: true, cell: ({ confidence }) => formatNumber(confidence) },
  { title: 'Weight', numeric: true, cell: ({ weight }) => formatNumber(weight) },
  { title: 'Contribution', cell: ({ contribution }) => <ContributionBar value={contribution} /> },
];

/** What each strategy thought, and how its weight made that count. */
export const Opinions = ({ signal }: { signal: Signal }) => (
  <>
    <Table label="Strategy opinions" columns={kColumns} rows={signal.opinions} keyOf={({ strategy }) => strategy} />
    <p className="muted small">
      The contributions add up to {formatNumber(signal.combined, 2, true)}: {signal.direction}, strength{' '}
      {formatNumber(signal.strength)}.
    </p>
  </>
);

/** Why a signal can ask for nothing that risk has to check. */
const kUnchecked: Record<string, string> = {
  no_change: 'the position already stands as the signal asks',
  cancels_entry: 'it only cancels the entry that was still open',
};

const Outcome = ({ verdict: { approved, checks, quantity, reason } }: { verdict: Verdict }) => {
  if (checks.length === 0) return <p>Nothing to check: {kUnchecked[reason] ?? (humanize(reason) || 'no reason given')}.</p>;
  if (!approved) return <p>Not traded: {humanize(reason) || 'no reason given'}.</p>;
  return (
    <p>
      Approved: <Quantity value={quantity} /> units.
    </p>
  );
};

/** What risk checked, and what came of it. */
export const RiskChecks = ({ verdict }: { verdict: Verdict }) => (
  <section aria-label="Risk verdict">
    <Outcome verdict={verdict} />
    {verdict.checks.length > 0 && (
      <ul className="checks" aria-label="Risk checks">
        {verdict.checks.map(({ name, passed, detail }) => (
          <li key={name} className={passed ? 'passed' : 'failed'}>
            <span role="img" aria-label={passed ? 'passed' : 'failed'}>
              {passed ? '✓' : '✗'}
            </span>
            <span>
              {capitalize(humanize(name))}
              {detail && <span className="muted"> {detail}</span>}
            </span>
          </li>
        ))}
      </ul>
    )}
  </section>
);
