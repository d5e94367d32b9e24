import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { ScoreBadge } from '@/components/score-badge';
import { ExplainLink } from '@/components/ui/explain-link';
import { ExportLinks } from '@/components/ui/export-links';
import { LoadMore } from '@/components/ui/load-more';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import { Instant } from '@/components/ui/values';
import type { Article } from '@/domain/article';
import { isWebAddress } from '@/lib/web-address';
import { itemsOf } from '@/lib/pages';
import type { Filters } from '@/live/live-list';

import { news } from '../api/get-news';

const Headline = ({ article: { title, url } }: { article: Article }) =>
  isWebAddress(url) ? (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {title}
    </a>
  ) : (
    <span>{title}</span>
  );

const NewsItem = ({ article, withText }: { article: Article; withText: boolean }) => (
  <li className="article">
    <div>
      <Headline article={article} />
    </div>
    {withText && article.text && <p className="small">{article.text}</p>}
    <div className="article-foot small muted">
      <Instant value={article.received} /> · {article.source}
      {article.author && <> · {article.author}</>}
      {article.scores.length === 0 ? (
        <span> · no score yet</span>
      ) : (
        article.scores.map((score) => <ScoreBadge key={score.id} score={score} />)
      )}
      <ExplainLink id={article.id} label={`What came of “${article.title}”?`}>
        What came of it
      </ExplainLink>
    </div>
  </li>
);

interface NewsPanelProps {
  title: string;
  filters?: Filters;
  latest?: number;
  actions?: ReactNode;
}

export function NewsPanel({ title, filters = {}, latest, actions }: NewsPanelProps) {
  const query = useInfiniteQuery(news.query(filters));
  return (
    <Panel title={title} actions={actions ?? <ExportLinks path="/api/news" query={filters} />}>
      <QueryView query={query} isEmpty={(data) => itemsOf(data).length === 0} empty="No news yet.">
        {(data) => (
          <ul className="articles" aria-label={title}>
            {itemsOf(data).slice(0, latest).map((article) => (
              <NewsItem key={article.id} article={article} withText={latest === undefined} />
            ))}
          </ul>
        )}
      </QueryView>
      {latest === undefined && <LoadMore query={query} />}
    </Panel>
  );
}
