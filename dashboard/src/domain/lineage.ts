import { z } from 'zod';

import { articleSchema, scoreSchema } from './article';
import { orderSchema } from './order';
import { signalSchema, verdictSchema } from './signal';
import { adjustmentSchema } from './strategy';
import { outcomeSchema, tradeSchema } from './trade';

export const lineageSchema = z.object({
  id: z.string(),
  kind: z.string(),
  articles: z.array(articleSchema),
  scores: z.array(scoreSchema.extend({ article_id: z.string() })),
  signals: z.array(signalSchema),
  verdicts: z.array(verdictSchema.extend({ signal_id: z.string() })),
  orders: z.array(orderSchema),
  trades: z.array(tradeSchema),
  outcomes: z.array(outcomeSchema),
  adjustments: z.array(adjustmentSchema),
});
export type Lineage = z.infer<typeof lineageSchema>;
