import { z } from 'zod';

import { instant } from './values';

export const sessionSchema = z.object({ user: z.string(), role: z.string(), expires: instant });
export type Session = z.infer<typeof sessionSchema>;
