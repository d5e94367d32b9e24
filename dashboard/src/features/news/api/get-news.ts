import { articleSchema } from '@/domain/article';
import { liveList } from '@/live/live-list';

export const news = liveList({
  topic: 'news',
  path: '/api/news',
  schema: articleSchema,
  timeOf: ({ published }) => published,
  matches: (article, { symbol }) =>
    !symbol || article.symbols.includes(symbol) || article.scores.some((score) => score.symbol === symbol),
});
