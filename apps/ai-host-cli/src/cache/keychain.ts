const SERVICE = 'Chain of Trust ai-host-cli'
/** Milliseconds. A keychain may ask the person to unlock it; on a machine without a screen nobody would ever answer. */
const PATIENCE = 20_000

/** One secret in the keychain of the system: Keychain (macOS), Credential Manager (Windows), Secret Service (Linux). */
export interface KeychainEntry {
  /** @returns undefined when there is none. @throws Error when no keychain answers */
  read(): Promise<Uint8Array | undefined>
  write(secret: Uint8Array): Promise<void>
  remove(): Promise<void>
}

/** @param account tells our entries apart */
export function keychainEntry(account: string): KeychainEntry {
  const open = async () => {
    // A native library: loaded when it is needed, and its absence (an unusual platform) is the absence of a keychain.
    const { AsyncEntry } = await import('@napi-rs/keyring')
    // The kernel's keyring, which it would fall back to, forgets at the end of the session.
    return new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } })
  }
  const patience = () => AbortSignal.timeout(PATIENCE)
  return {
    async read() {
      const secret = await (await open()).getSecret(patience())
      return secret === null || secret === undefined ? undefined : Uint8Array.from(secret)
    },
    async write(secret) {
      await (await open()).setSecret(secret, patience())
    },
    async remove() {
      await (await open()).deleteCredential(patience())
    },
  }
}
