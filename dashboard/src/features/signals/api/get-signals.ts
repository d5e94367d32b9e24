import { signalSchema } from '@/domain/signal';
import { liveList } from '@/live/live-list';

export const signals = liveList({
  topic: 'signals',
  path: '/api/signals',
  schema: signalSchema,
  timeOf: ({ time }) => time,
  matches: (signal, { symbol }) => !symbol || signal.symbol === symbol,
});
