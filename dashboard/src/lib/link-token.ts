export interface Link {
  /** setup: printed at the start, makes the first user. invite: made by an admin. */
  kind: 'setup' | 'invite';
  token: string;
}

/** The one-time token of a link (`/#token=…`, `/#invite=…`), taken out of the address so that nobody finds it there. */
export function takeToken(location: Pick<Location, 'hash' | 'pathname' | 'search'>, history: Pick<History, 'replaceState'>): Link | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const setup = fragment.get('token');
  const token = setup ?? fragment.get('invite');
  if (token === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return token === '' ? null : ({ kind: setup === null ? 'invite' : 'setup', token } satisfies Link);
}
