/** The key-encryption keys. They never leave this door: what comes out is a data key. */
export interface Keks {
  /** Id of the one that wraps new data keys. */
  current: () => Promise<string>
  /** All that can still unwrap, the current one last. */
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
}

/** Our fault or the key vault's, never the caller's: 503. The message is for the operator, not for the wire. */
export class KekUnavailable extends Error {
  constructor(kekId: string, why: string, cause?: unknown) {
    super(`key-encryption key ${kekId}: ${why}`, { cause })
    this.name = 'KekUnavailable'
  }
}
