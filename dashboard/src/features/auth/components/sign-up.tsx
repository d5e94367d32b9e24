import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { NameField } from '@/components/ui/name-field';
import { Failure } from '@/components/ui/states';
import type { Link } from '@/lib/link-token';

import { register } from '../api/passkeys';
import { goOnWithout } from '../api/session';
import { Door } from './door';
import { RecoveryCodes } from './recovery-codes';

interface SignUpProps {
  link: Link;
  onDone: () => void;
}

/** The page behind a one-time link. */
export function SignUp({ link, onDone }: SignUpProps) {
  const [name, setName] = useState('operator');
  const made = useMutation({ mutationFn: () => register({ label: 'First passkey', name, link }) });
  const without = useMutation({ mutationFn: () => goOnWithout(link.token), onSuccess: onDone });
  const error = made.error ?? without.error;
  const busy = made.isPending || without.isPending;

  if (made.data && made.data.recovery_codes.length > 0) {
    return (
      <Door title={`Welcome, ${made.data.user}`}>
        <RecoveryCodes codes={made.data.recovery_codes} />
        <button type="button" className="primary" autoFocus onClick={onDone}>
          I have kept them
        </button>
      </Door>
    );
  }
  return (
    <Door title="Welcome to tradewind">
      <p>
        Make a passkey: this device then lets you in by your fingerprint, face or PIN, and nobody can phish or guess it. The
        link works once.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          made.mutate();
        }}
      >
        {link.kind === 'setup' && <NameField label="Your name" value={name} onName={setName} autoComplete="username" />}
        {error && <Failure error={error} />}
        <div className="dialog-actions">
          <button type="submit" className="primary" disabled={busy}>
            {made.isPending ? 'Waiting for your device…' : 'Create a passkey'}
          </button>
          {link.kind === 'setup' && (
            <button
              type="button"
              className="quiet"
              disabled={busy}
              onClick={() => {
                without.mutate();
              }}
            >
              Continue without a passkey
            </button>
          )}
          {error && (
            <button type="button" className="quiet" onClick={onDone}>
              Sign in instead
            </button>
          )}
        </div>
      </form>
      {link.kind === 'setup' && (
        <p className="muted small">Without one, whoever uses this machine can do all that you can. You can make one later.</p>
      )}
    </Door>
  );
}
