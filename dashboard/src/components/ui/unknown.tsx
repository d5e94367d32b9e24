/** What isn't known is shown as that, never as a zero. */
export const Unknown = ({ label = 'not known' }: { label?: string }) => (
  <span className="unknown" role="img" aria-label={label} title={label}>
    —
  </span>
);
