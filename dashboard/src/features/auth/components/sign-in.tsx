import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { Failure } from '@/components/ui/states';
import type { Session } from '@/domain/session';
import { canSuggest, passkeysWork } from '@/lib/passkeys';

import { recover, signInWithPasskey } from '../api/passkeys';
import { Door } from './door';

type OnSession = (session: Session) => void;

/** Offers passkeys among the field's suggestions, until the function that comes back is called. */
function useSuggestions(onSession: OnSession): () => void {
  const offer = useRef<AbortController | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    offer.current = controller;
    void canSuggest()
      .then(async (can) => {
        if (can && !controller.signal.aborted) onSession(await signInWithPasskey(controller.signal));
      })
      .catch(() => undefined); // the button below says why
    return () => {
      controller.abort();
    };
  }, [onSession]);
  return () => offer.current?.abort();
}

function WithCode({ onSession }: { onSession: OnSession }) {
  const [code, setCode] = useState('');
  const used = useMutation({ mutationFn: () => recover(code), onSuccess: onSession });
  return (
    <details>
      <summary>Lost your passkey?</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          used.mutate();
        }}
      >
        <label className="field">
          Recovery code
          <input
            value={code}
            required
            maxLength={40}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setCode(event.currentTarget.value);
            }}
          />
        </label>
        {used.error && <Failure error={used.error} />}
        <button type="submit" disabled={used.isPending}>
          Use the code
        </button>
      </form>
      <p className="muted small">
        None left? On the machine itself: <code>tradewind users recover NAME</code> prints a new link.
      </p>
    </details>
  );
}

/** Shown to whoever has no session. */
export function SignIn({ onSession }: { onSession: OnSession }) {
  const stopSuggesting = useSuggestions(onSession);
  const [name, setName] = useState('');
  const entered = useMutation({ mutationFn: () => signInWithPasskey(), onSuccess: onSession });
  return (
    <Door title="Sign in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          stopSuggesting();
          entered.mutate();
        }}
      >
        <label className="field">
          Name (optional)
          <input
            value={name}
            autoComplete="username webauthn"
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
        </label>
        {!passkeysWork() && (
          <p className="failure" role="alert">
            This browser knows no passkeys, or is too old for them.
          </p>
        )}
        {entered.error && <Failure error={entered.error} />}
        <button type="submit" className="primary" disabled={entered.isPending}>
          {entered.isPending ? 'Waiting for your device…' : 'Sign in with a passkey'}
        </button>
      </form>
      <WithCode onSession={onSession} />
      <p className="muted">
        First time here? Open the link that tradewind printed when it started. It looks like{' '}
        <code>{location.origin}/#token=…</code>, works once, and only within an hour of the start.
      </p>
    </Door>
  );
}
