import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import type { ControlState } from '@/domain/controls';

import { controlsQuery } from '../api/get-controls';

export const kStates: Record<ControlState, { name: string; tone: Tone; meaning: string }> = {
  active: { name: 'Trading', tone: 'good', meaning: 'Signals that pass the risk checks become orders.' },
  reduce_only: { name: 'Paused', tone: 'warn', meaning: 'Only orders that make positions smaller go on.' },
  halted: { name: 'Halted', tone: 'bad', meaning: 'Trading stopped by itself because something was wrong. No orders.' },
  killed: { name: 'Killed', tone: 'bad', meaning: 'All orders were cancelled; none are made until the kill is lifted.' },
};

/** For the top of every page. */
export function TradingState() {
  const { data } = useQuery(controlsQuery());
  if (!data) return <Badge>state not known</Badge>;
  const { name, tone } = kStates[data.state];
  return (
    <Link to="/controls" aria-label={`Trading state: ${name}`}>
      <Badge tone={tone}>{name}</Badge>
    </Link>
  );
}
