// What the browser does with passkeys, and what it says when it doesn't, in words for people.

/** The browser made or showed no passkey. */
export class PasskeyError extends Error {
  override readonly name = 'PasskeyError';
}

const kReasons: Record<string, string> = {
  NotAllowedError:
    'No passkey came of it: it was cancelled, it took too long, or this device has none for this address.',
  InvalidStateError: 'This device is registered already. Sign in with its passkey.',
  SecurityError: 'Passkeys do not work at this address. Open the dashboard by its name (localhost, or https).',
  NotSupportedError: 'This device can make no passkey that fits.',
};

export const passkeysWork = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** Whether passkeys can be offered in a field's suggestions. */
export const canSuggest = async (): Promise<boolean> =>
  passkeysWork() && (await PublicKeyCredential.isConditionalMediationAvailable().catch(() => false));

const kTooOld = 'This browser knows no passkeys, or is too old for them.';

async function credential(ask: () => Promise<Credential | null>): Promise<unknown> {
  if (!passkeysWork()) throw new PasskeyError(kTooOld);
  try {
    const made = await ask();
    if (made instanceof PublicKeyCredential) return made.toJSON();
    throw new PasskeyError(kReasons['NotAllowedError'] ?? '');
  } catch (error) {
    if (error instanceof DOMException && error.name !== 'AbortError') {
      throw new PasskeyError(kReasons[error.name] ?? error.message, { cause: error });
    }
    throw error;
  }
}

/** Makes a passkey by the server's options. */
export const makePasskey = (options: unknown): Promise<unknown> =>
  credential(() =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON),
    }),
  );

/** Shows a passkey; with `suggest` among a field's suggestions, until the signal ends it. */
export const showPasskey = (options: unknown, suggest?: AbortSignal): Promise<unknown> =>
  credential(() =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON),
      ...(suggest ? { mediation: 'conditional' as const, signal: suggest } : {}),
    }),
  );
