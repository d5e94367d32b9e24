import { z } from 'zod';

import { decimalText, directionSchema, instant } from './values';

export const opinionSchema = z.object({
  strategy: z.string(),
  direction: directionSchema,
  strength: z.number(),
  confidence: z.number(),
  weight: z.number(),
  contribution: z.number(),
  horizon_seconds: z.number(),
  reason: z.string(),
});
export type Opinion = z.infer<typeof opinionSchema>;

export const verdictSchema = z.object({
  id: z.string(),
  time: instant,
  approved: z.boolean(),
  reason: z.string(),
  quantity: decimalText,
  checks: z.array(z.object({ name: z.string(), passed: z.boolean(), detail: z.string() })),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const signalSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  time: instant,
  direction: directionSchema,
  strength: z.number(),
  combined: z.number(),
  opinions: z.array(opinionSchema),
  trigger: z.string(),
  trigger_id: z.string(),
  evidence: z.array(z.string()),
  reference_price: decimalText.nullable(),
  volatility: z.number().nullable(),
  verdict: verdictSchema.nullable().default(null),
});
export type Signal = z.infer<typeof signalSchema>;
