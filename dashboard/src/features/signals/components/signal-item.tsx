import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';

import { Opinions, RiskChecks } from '@/components/signal-why';
import { Badge, DirectionBadge } from '@/components/ui/badge';
import { ExplainLink } from '@/components/ui/explain-link';
import { Instant, Price } from '@/components/ui/values';
import type { Signal, Verdict } from '@/domain/signal';
import { formatQuantity } from '@/lib/decimal';
import { formatNumber, formatShare } from '@/lib/numbers';
import { humanize } from '@/lib/words';

import { signalQuery } from '../api/get-signal';
import { Evidence } from './evidence';

const VerdictBadge = ({ verdict }: { verdict: Verdict | null }) => {
  if (!verdict) return <Badge>risk has not looked yet</Badge>;
  if (verdict.approved) return <Badge tone="accent">approved {formatQuantity(verdict.quantity)}</Badge>;
  if (verdict.reason === 'no_change') return <Badge>no change</Badge>;
  return <Badge tone="warn">refused: {humanize(verdict.reason)}</Badge>;
};

/** The strategy that counted most, in its own words. */
function mainReason({ opinions, direction }: Signal): string {
  const loudest = opinions.reduce<Signal['opinions'][number] | null>(
    (best, one) => (best === null || Math.abs(one.contribution) > Math.abs(best.contribution) ? one : best),
    null,
  );
  if (!loudest || loudest.contribution === 0) return direction === 'flat' ? 'no strategy takes a side' : '';
  return `${humanize(loudest.strategy)}: ${loudest.reason}`;
}

/** A signal that is held open may have left the live list before risk spoke: so it is asked after. */
function RiskVerdict({ signal }: { signal: Signal }) {
  const { data } = useQuery({ ...signalQuery(signal.id), enabled: signal.verdict === null });
  const verdict = signal.verdict ?? data?.verdict;
  return verdict ? <RiskChecks verdict={verdict} /> : <p className="muted">Risk has not looked at it yet.</p>;
}

const Why = ({ signal }: { signal: Signal }) => (
  <>
    <h4>What the strategies thought</h4>
    <Opinions signal={signal} />
    <h4>Evidence</h4>
    <Evidence articles={signal.evidence} symbol={signal.symbol} />
    <h4>Risk</h4>
    <RiskVerdict signal={signal} />
    <p className="small muted">
      Made by {signal.trigger === 'article' ? 'an article' : 'a bar'} at a price of{' '}
      <Price value={signal.reference_price} />
      {signal.volatility !== null && <>, volatility {formatShare(signal.volatility)} a year</>}.{' '}
      <ExplainLink id={signal.id}>The whole chain</ExplainLink>
    </p>
  </>
);

interface SignalItemProps {
  signal: Signal;
  open: boolean;
  onToggle: () => void;
}

export function SignalItem({ signal, open, onToggle }: SignalItemProps) {
  const details = useId();
  return (
    <li className="signal">
      <button
        type="button"
        className="signal-head"
        aria-expanded={open}
        aria-controls={details}
        onClick={onToggle}
      >
        <span className="signal-main">
          <DirectionBadge direction={signal.direction} /> <strong>{signal.symbol}</strong>{' '}
          <span className="number">{formatNumber(signal.combined, 2, true)}</span> <VerdictBadge verdict={signal.verdict} />
        </span>
        <span className="signal-side muted small">
          <Instant value={signal.time} /> <span aria-hidden="true" className="chevron" />
        </span>
        <span className="signal-reason muted small">{mainReason(signal)}</span>
      </button>
      <div id={details} className="signal-why" hidden={!open}>
        {open && <Why signal={signal} />}
      </div>
    </li>
  );
}
