interface Held<T> {
  shown: T[];
  /** How many have come since that stand before what is shown. */
  newer: number;
}

/**
 * A list that keeps its place while somebody reads in it: the kept items in their latest state, and how many newer ones
 * wait. `current` is the newest-first list as it is now.
 */
export function hold<T extends { id: string }>(kept: readonly T[], current: readonly T[]): Held<T> {
  const latest = new Map(current.map((item) => [item.id, item]));
  const ids = new Set(kept.map(({ id }) => id));
  const first = current.findIndex(({ id }) => ids.has(id));
  return {
    shown: kept.map((item) => latest.get(item.id) ?? item),
    newer: first < 0 ? current.length : first,
  };
}
