import type { ReactNode } from 'react';

import type { Direction } from '@/domain/values';

export type Tone = 'neutral' | 'good' | 'bad' | 'warn' | 'accent';

export const Badge = ({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={`badge badge-${tone}`}>{children}</span>
);

const kDirections: Record<Direction, { tone: Tone; mark: string }> = {
  long: { tone: 'good', mark: '▲' },
  short: { tone: 'bad', mark: '▼' },
  flat: { tone: 'neutral', mark: '■' },
};

export const DirectionBadge = ({ direction }: { direction: Direction }) => (
  <Badge tone={kDirections[direction].tone}>
    <span aria-hidden="true">{kDirections[direction].mark}</span> {direction}
  </Badge>
);
