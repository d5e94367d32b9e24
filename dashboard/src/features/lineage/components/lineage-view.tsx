import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { OrderTable, OutcomeTable, TradeTable } from '@/components/order-tables';
import { ScoreBadge } from '@/components/score-badge';
import { Opinions, RiskChecks } from '@/components/signal-why';
import { DirectionBadge } from '@/components/ui/badge';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import { Instant } from '@/components/ui/values';
import { WeightChanges } from '@/components/weight-changes';
import type { Lineage } from '@/domain/lineage';
import { formatShare } from '@/lib/numbers';

import { lineageQuery } from '../api/get-lineage';

interface StepProps<T> {
  title: string;
  items: readonly T[];
  nothing: string;
  children: (items: readonly T[]) => ReactNode;
}

const Step = <T,>({ title, items, nothing, children }: StepProps<T>) => (
  <li className={items.length === 0 ? 'step step-empty' : 'step'}>
    <Panel title={title}>{items.length === 0 ? <p className="muted">{nothing}</p> : children(items)}</Panel>
  </li>
);

const Articles = ({ items, scores }: { items: Lineage['articles']; scores: Lineage['scores'] }) => (
  <ul className="articles">
    {items.map((article) => (
      <li key={article.id} className="article">
        <div>{article.title}</div>
        <div className="article-foot small muted">
          <Instant value={article.published} long /> · {article.source}
        </div>
        <ul className="plain">
          {scores
            .filter((score) => score.article_id === article.id)
            .map((score) => (
              <li key={score.id} className="small">
                <ScoreBadge score={score} /> by {score.engine}, confidence {formatShare(score.confidence, 0)}
                {score.note && <span className="muted"> ({score.note})</span>}
              </li>
            ))}
        </ul>
      </li>
    ))}
  </ul>
);

const Signals = ({ items }: { items: Lineage['signals'] }) =>
  items.map((signal) => (
    <div key={signal.id} className="block">
      <p>
        <DirectionBadge direction={signal.direction} /> <strong>{signal.symbol}</strong> <Instant value={signal.time} long />
      </p>
      <Opinions signal={signal} />
    </div>
  ));

const Chain = ({ lineage }: { lineage: Lineage }) => (
  <ol className="chain" aria-label="From article to outcome">
    <Step title="Articles and their scores" items={lineage.articles} nothing="No article is part of this: prices alone.">
      {() => <Articles items={lineage.articles} scores={lineage.scores} />}
    </Step>
    <Step title="Signals" items={lineage.signals} nothing="No signal has come of it.">
      {() => <Signals items={lineage.signals} />}
    </Step>
    <Step title="Risk verdicts" items={lineage.verdicts} nothing="Risk has not looked at it.">
      {(items) => items.map((verdict) => <RiskChecks key={verdict.id} verdict={verdict} />)}
    </Step>
    <Step title="Orders" items={lineage.orders} nothing="No order has come of it.">
      {(items) => <OrderTable orders={items} />}
    </Step>
    <Step title="Trades" items={lineage.trades} nothing="Nothing has been filled.">
      {(items) => <TradeTable trades={items} />}
    </Step>
    <Step title="Outcome" items={lineage.outcomes} nothing="The round trip has not closed.">
      {(items) => <OutcomeTable outcomes={items} />}
    </Step>
    <Step title="What was learned" items={lineage.adjustments} nothing="No weight has been changed by it.">
      {(items) =>
        items.map((adjustment) => (
          <div key={adjustment.id} className="block">
            <p className="muted small">
              <Instant value={adjustment.time} long /> · {adjustment.method} · {adjustment.reason}
            </p>
            <WeightChanges adjustment={adjustment} />
          </div>
        ))
      }
    </Step>
  </ol>
);

export const LineageView = ({ id }: { id: string }) => (
  <QueryView query={useQuery(lineageQuery(id))}>{(lineage) => <Chain lineage={lineage} />}</QueryView>
);
