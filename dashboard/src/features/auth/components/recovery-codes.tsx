/** Shown once: the gateway keeps only hashes. */
export const RecoveryCodes = ({ codes }: { codes: readonly string[] }) => (
  <>
    <p>
      Keep these recovery codes where no stranger finds them. Each lets you in once, to make a new passkey, should you lose
      yours. They are not shown again.
    </p>
    <ul className="codes" aria-label="Recovery codes">
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
  </>
);
