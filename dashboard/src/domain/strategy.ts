import { z } from 'zod';

import { instant, weightsSchema } from './values';

export const strategiesSchema = z.object({
  strategies: z.array(z.object({ name: z.string(), enabled: z.boolean(), weight: z.number() })),
  updated: instant.nullable(),
});
export type Strategies = z.infer<typeof strategiesSchema>;

export const weightHistorySchema = z.object({
  points: z.array(z.object({ time: instant, weights: weightsSchema })),
});
export type WeightHistory = z.infer<typeof weightHistorySchema>;

export const adjustmentSchema = z.object({
  id: z.string(),
  time: instant,
  closing_fill: z.string(),
  outcome: z.string(),
  before: weightsSchema,
  after: weightsSchema,
  reward: weightsSchema,
  method: z.string(),
  reason: z.string(),
});
export type Adjustment = z.infer<typeof adjustmentSchema>;
