import { randomBytes } from 'node:crypto'
import { Refusal, Secret, verifyDpopProof, type AccessToken } from '@chain-of-trust/auth-core'
import { EXIT } from '../exit-code.ts'
import type { CredentialFrame, RevokedFrame } from '../frames.ts'
import { HandshakeError } from '../handshake-error.ts'
import { sentenceFor } from './sentences.ts'

/** `htm` of the proofs: a method that no HTTP request has, so none of them is a proof for one. */
export const METHOD = 'STDIO'

/** A verified credential, and the key that proved it. */
export interface Held {
  readonly token: AccessToken
  readonly jkt: string
}

export interface CredentialCheckOptions {
  hello: { resource: string; scopes: readonly string[] }
  verify: (token: Secret) => Promise<AccessToken>
  senderConstraint: 'dpop' | 'none'
  now: () => number
}

/** Decides about frames of the host, by the nonce that was the last to be sent. */
export class CredentialCheck {
  readonly #options: CredentialCheckOptions
  #nonce = ''

  constructor(options: CredentialCheckOptions) {
    this.#options = options
  }

  /** The next nonce: 32 random bytes, base64url. The one before is worth nothing from now on. */
  nextNonce(): string {
    this.#nonce = randomBytes(32).toString('base64url')
    return this.#nonce
  }

  /**
   * @param present what the session stands on; absent at its beginning
   * @throws Refusal, HandshakeError (`session_changed`, `token_older`)
   */
  async credential(frame: CredentialFrame, present?: Held): Promise<Held> {
    const { hello, verify, senderConstraint } = this.#options
    const accessToken = new Secret(frame.access_token)
    // Before the token: in an outage nothing can be said of a token, and a frame that somebody put in between must
    // not pass for one that merely came at a bad moment.
    const jkt = await this.#proved(
      frame.proof,
      present === undefined ? { accessToken } : { accessToken, jkt: present.jkt },
    )
    const token = await verify(accessToken)
    // Only the key tells a credential from a stolen one: on a pipe nobody else does.
    if (senderConstraint === 'dpop' && token.jkt === undefined)
      throw new Refusal('binding_missing', { token })
    if (token.jkt !== undefined && token.jkt !== jkt) throw new Refusal('binding_mismatch', { token })
    if (present !== undefined) enforceSameSession(token, present.token)
    if (!hello.scopes.some((scope) => token.scopes.includes(scope)))
      throw new Refusal('scope_insufficient', { scopes: hello.scopes, token })
    return { token, jkt }
  }

  /** A notice is believed of the session's own key only. @throws Refusal */
  async notice({ proof }: RevokedFrame, { jkt }: Held): Promise<void> {
    await this.#proved(proof, { jkt })
  }

  async #proved(proof: string, bound: { accessToken?: Secret; jkt?: string }): Promise<string> {
    const { hello, now } = this.#options
    const expected = this.#nonce
    // One frame, one nonce, whatever becomes of it.
    this.#nonce = ''
    const { jkt } = await verifyDpopProof({
      proof,
      method: METHOD,
      url: hello.resource,
      ...bound,
      proofs: {
        nonce: () => undefined,
        // A nonce is good for one frame: no proof comes here twice.
        use: ({ nonce }) =>
          expected !== '' && nonce === expected
            ? { outcome: 'first_use' }
            : { outcome: 'nonce_required', nonce: '' },
      },
      now,
    })
    return jkt
  }
}

function enforceSameSession(token: AccessToken, before: AccessToken): void {
  const same = token.tid === before.tid && token.oid === before.oid && token.clientId === before.clientId
  if (!same) throw ended('session_changed', token)
  if (token.issuedAt < before.issuedAt) throw ended('token_older', token)
}

function ended(reason: 'session_changed' | 'token_older', token: AccessToken): HandshakeError {
  const message = sentenceFor(reason)
  return new HandshakeError(reason, { exitCode: EXIT.refused, error: 'invalid_token', message, token })
}
