import { tradeSchema } from '@/domain/trade';
import { liveList } from '@/live/live-list';

export const trades = liveList({
  topic: 'trades',
  path: '/api/trades',
  schema: tradeSchema,
  timeOf: ({ time }) => time,
  matches: (trade, { symbol }) => !symbol || trade.symbol === symbol,
});
