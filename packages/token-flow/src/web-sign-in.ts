/**
 * A person signs in to pages of a tier's own: authorization code with PKCE and a nonce (OpenID Connect Core §3.1).
 *
 * Outside the walk-through on purpose: the access token of such a sign-in is thrown away. What is kept is who it was,
 * and a session in a cookie acts for that person on this tier's pages only; no other tier takes it.
 */
import { createHash, randomBytes } from 'node:crypto'
import { Refusal, TokenEndpointError, type KeySource } from '@chain-of-trust/auth-core'
import { AuthError } from '@azure/msal-node'
import { errors, jwtVerify, type JWTPayload } from 'jose'
import type { ConfidentialClient } from './confidential-client.ts'
import { applicationOf, requestToken } from './token-request.ts'

/** What the browser that was sent away has to come back with. Kept for it, and for no other browser. */
export interface PendingSignIn {
  /** Comes back in the answer's `state`. */
  state: string
  nonce: string
  /** PKCE `code_verifier`. */
  verifier: string
}

/** Who signed in, from a verified ID token. */
export interface SignedIn {
  tid: string
  oid: string
  /** For the page; never for a decision, never for a log. */
  name: string
  username: string
  /** Epoch seconds (`iat`): compared with the instant of a revocation. */
  issuedAt: number
}

export interface WebSignIn {
  /** @param options.selectAccount asks which account, although the browser has a session for one */
  begin(options?: { selectAccount?: boolean }): Promise<{ url: string; pending: PendingSignIn }>
  /**
   * Redeems the code, with the client's key and the verifier, and verifies the ID token.
   * @throws TokenEndpointError; Refusal `sign_in_required` for an ID token that is not the answer to this request
   */
  finish(code: string, pending: PendingSignIn): Promise<SignedIn>
}

export interface WebSignInOptions {
  /** Registered for the client as `web`. */
  redirectUri: string
  /** The authorization server's signing keys. */
  keys: KeySource
  /** Epoch seconds. */
  now?: () => number
}

const SCOPES = ['openid', 'profile']

/** The sign-in of a confidential client with pages of its own: authorization code with PKCE, `state` and `nonce`. */
export function createWebSignIn(
  confidential: ConfidentialClient,
  { redirectUri, keys, now = () => Date.now() / 1000 }: WebSignInOptions,
): WebSignIn {
  // OpenID scopes have no resource to be named.
  const client = { ...confidential, resourceIndicators: false }

  return {
    async begin({ selectAccount = false } = {}) {
      const pending = { state: randomText(), nonce: randomText(), verifier: randomText() }
      const url = await applicationOf(client).getAuthCodeUrl({
        scopes: SCOPES,
        redirectUri,
        responseMode: 'query',
        state: pending.state,
        nonce: pending.nonce,
        codeChallenge: createHash('sha256').update(pending.verifier).digest('base64url'),
        codeChallengeMethod: 'S256',
        ...(selectAccount ? { prompt: 'select_account' } : {}),
      })
      return { url, pending }
    },

    async finish(code, { nonce, verifier }) {
      let idToken = ''
      let mismatch = false
      await requestToken(client, SCOPES, async (application) => {
        const answer = await application
          // MSAL compares the ID token's nonce with this one.
          .acquireTokenByCode({ code, scopes: SCOPES, redirectUri, codeVerifier: verifier, nonce })
          .catch((error: unknown) => {
            mismatch = error instanceof AuthError && error.errorCode === 'nonce_mismatch'
            throw error
          })
        idToken = answer.idToken
        return answer
      }).catch((cause: unknown) => {
        // The answer to another browser's request: nothing is wrong with the authorization server. An outage, which
        // keeps its HTTP status, has no nonce either.
        const answered = cause instanceof TokenEndpointError && cause.status < 500
        throw mismatch && answered ? new Refusal('sign_in_required', { detail: 'nonce', cause }) : cause
      })
      return readIdToken(idToken, client, { keys, now })
    },
  }
}

/**
 * MSAL reads an ID token without verifying it, which OpenID Connect Core §3.1.3.7 allows for one that came over TLS.
 * Ours decides whose links are shown, so it is verified.
 */
async function readIdToken(
  idToken: string,
  { issuer, clientId }: ConfidentialClient,
  { keys, now }: { keys: KeySource; now: () => number },
): Promise<SignedIn> {
  const { payload } = await jwtVerify(idToken, keys, {
    issuer,
    audience: clientId,
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'iat', 'tid', 'oid'],
    clockTolerance: 5,
    currentDate: new Date(now() * 1000),
  }).catch((cause: unknown) => {
    if (!(cause instanceof errors.JOSEError)) throw cause
    throw new Refusal('sign_in_required', { detail: cause.code, cause })
  })
  const username = text(payload, 'preferred_username')
  return {
    tid: text(payload, 'tid'),
    oid: text(payload, 'oid'),
    username,
    name: text(payload, 'name') || username,
    issuedAt: payload.iat!,
  }
}

/** 256 bits, base64url. */
function randomText(): string {
  return randomBytes(32).toString('base64url')
}

function text(payload: JWTPayload, claim: string): string {
  const value = payload[claim]
  return typeof value === 'string' ? value : ''
}
