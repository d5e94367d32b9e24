/** Shown to whoever has no session. */
export const Door = ({ refused }: { refused: string }) => (
  <main className="door">
    <title>Sign in · tradewind</title>
    <img src="/favicon.svg" alt="" width="56" height="56" />
    <h1>tradewind</h1>
    {refused && (
      <p className="failure" role="alert">
        That link did not work: {refused}
      </p>
    )}
    <p>
      Open the link that tradewind printed when it started. It looks like <code>{location.origin}/#token=…</code>, works
      once, and only within an hour of the start.
    </p>
    <p className="muted">Used already, or too old? Start tradewind again: it prints a new one.</p>
  </main>
);
