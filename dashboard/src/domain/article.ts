import { z } from 'zod';

import { instant } from './values';

export const scoreSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  label: z.enum(['positive', 'negative', 'neutral']),
  score: z.number(),
  confidence: z.number(),
  probabilities: z.object({ positive: z.number(), negative: z.number(), neutral: z.number() }),
  engine: z.string(),
  model: z.string(),
  note: z.string(),
  scored: instant,
  usable_from: instant,
});
export type Score = z.infer<typeof scoreSchema>;

export const articleSchema = z.object({
  id: z.string(),
  source: z.string(),
  url: z.string(),
  title: z.string(),
  text: z.string(),
  author: z.string(),
  symbols: z.array(z.string()),
  published: instant,
  received: instant,
  story: z.string(),
  scores: z.array(scoreSchema).default([]),
});
export type Article = z.infer<typeof articleSchema>;
