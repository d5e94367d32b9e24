/** `daily_loss_limit` as a person would write it. */
export const humanize = (name: string): string => name.replaceAll(/[_-]+/g, ' ').trim();

export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The start of an id is enough to tell two apart on one screen. */
export const shortId = (id: string): string => (id.length > 14 ? `${id.slice(0, 13)}…` : id);

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
