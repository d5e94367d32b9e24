import { formatMoney, formatPrice, formatQuantity, signOf } from '@/lib/decimal';
import { formatShare } from '@/lib/numbers';
import { formatInstant, formatShortInstant } from '@/lib/time';

import { Unknown } from './unknown';

type Maybe<T> = T | null | undefined;

export const Money = ({ value }: { value: Maybe<string> }) =>
  value == null ? <Unknown /> : <span className="number">{formatMoney(value)}</span>;

/** Money that can be won or lost: with its sign, and not told by colour alone. */
export const Profit = ({ value }: { value: Maybe<string> }) => {
  if (value == null) return <Unknown />;
  const sign = signOf(value);
  const tone = sign > 0 ? 'up' : sign < 0 ? 'down' : 'level';
  return <span className={`number ${tone}`}>{formatMoney(value, { signed: true })}</span>;
};

export const Price = ({ value }: { value: Maybe<string> }) =>
  value == null ? <Unknown /> : <span className="number">{formatPrice(value)}</span>;

export const Quantity = ({ value }: { value: Maybe<string> }) =>
  value == null ? <Unknown /> : <span className="number">{formatQuantity(value)}</span>;

export const Share = ({ value, signed = false }: { value: Maybe<number>; signed?: boolean }) =>
  value == null ? <Unknown /> : <span className="number">{formatShare(value, 1, signed)}</span>;

export const Instant = ({ value, long = false }: { value: Maybe<string>; long?: boolean }) =>
  value == null ? (
    <Unknown />
  ) : (
    <time dateTime={value} title={value}>
      {long ? formatInstant(value) : formatShortInstant(value)}
    </time>
  );
