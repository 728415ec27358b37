/** The key-encryption keys. They never leave this door: what comes out is a data key. */
export interface Keks {
  /** Id of the one that wraps new data keys. */
  current: () => Promise<string>
  /** Ids of all that can still unwrap, the oldest first. */
  list: () => Promise<string[]>
  /**
   * @param dataKey 32 bytes
   * @param aad what the wrapped key is bound to
   * @throws KekUnavailable
   */
  wrap: (kekId: string, dataKey: Uint8Array, aad: Uint8Array) => Promise<Uint8Array>
  /**
   * @throws Unsealable when it was wrapped by another key, bound to something else, or altered
   * @throws KekUnavailable
   */
  unwrap: (kekId: string, wrapped: Uint8Array, aad: Uint8Array) => Promise<Uint8Array>
  /** @returns the id of the key that `vault rotate` goes over to: made here, or the newest that the key vault has */
  renew: () => Promise<string>
  /**
   * Gives up a key that nothing needs any more. Whether that is so is the caller's to know.
   * @returns what became of it, for the operator
   * @throws KekUnavailable when it is the current one, or was until a moment ago
   */
  retire: (kekId: string) => Promise<string>
}

/** Our fault or the key vault's, never the caller's: 503. The message is for the operator, not for the wire. */
export class KekUnavailable extends Error {
  readonly why: string

  constructor(kekId: string, why: string, cause?: unknown) {
    super(`key-encryption key ${kekId}: ${why}`, { cause })
    this.name = 'KekUnavailable'
    this.why = why
  }
}
