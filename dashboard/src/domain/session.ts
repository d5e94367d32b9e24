import { z } from 'zod';

import { instant } from './values';

export const sessionSchema = z.object({
  user: z.string(),
  role: z.string(),
  /** How it was opened: recovery lets in to make a passkey only. */
  by: z.enum(['passkey', 'link', 'recovery', 'api-key']).default('passkey'),
  expires: instant,
});
export type Session = z.infer<typeof sessionSchema>;
