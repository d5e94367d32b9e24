import { useState } from 'react';

import type { Signal } from '@/domain/signal';
import { hold } from '@/lib/hold';
import { plural } from '@/lib/words';

import { SignalItem } from './signal-item';

interface SignalListProps {
  label: string;
  signals: readonly Signal[];
  /** Only the latest so many. */
  latest: number | undefined;
}

/** While one is open to be read, the list keeps still and newer signals wait. */
export function SignalList({ label, signals, latest }: SignalListProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [kept, setKept] = useState<readonly Signal[] | null>(null);
  const current = signals.slice(0, latest);
  const { shown, newer } = kept ? hold(kept, signals) : { shown: current, newer: 0 };

  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
    setKept(next.size === 0 ? null : (kept ?? current));
  };

  return (
    <>
      {newer > 0 && (
        <button
          type="button"
          className="newer"
          onClick={() => {
            setKept(current);
          }}
        >
          Show {plural(newer, 'newer signal')}
        </button>
      )}
      <ul className="signals" aria-label={label}>
        {shown.map((signal) => (
          <SignalItem
            key={signal.id}
            signal={signal}
            open={open.has(signal.id)}
            onToggle={() => {
              toggle(signal.id);
            }}
          />
        ))}
      </ul>
    </>
  );
}
