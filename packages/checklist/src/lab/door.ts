import { ALICE, type TestIssuer } from '@chain-of-trust/testkit'
import type { Answer } from '../http.ts'
import { present, proofFor, type Presentation } from '../presentation.ts'
import type { ProofKey } from '../proof.ts'

/** A good request, but for what is said here. */
export interface Bend extends Partial<Presentation> {
  /** Path and query; default: those of the good request. */
  path?: string
  /** Laid over the claims of a good token; `undefined` removes one. */
  claims?: Record<string, unknown>
}

/** One service of the lab, with a token that it accepts. */
export interface Door {
  origin: string
  /** Its application id. */
  audience: string
  /** Its canonical URL. */
  resource: string
  /** The key that the good token is bound to. */
  key: ProofKey
  /** A good token, with these claims laid over. */
  token(claims?: Record<string, unknown>): Promise<string>
  /** Sends the good request, bent. */
  send(bend?: Bend): Promise<Answer>
  /** A proof for the good request with this token. */
  proof(token: string, bend?: Bend): Promise<string>
}

export interface DoorOptions {
  issuer: TestIssuer
  key: ProofKey
  resource: string
  audience: string
  /** `azp` and `scp` of the good token. */
  client: string
  scopes: string
  /** The good request. */
  path: string
  request: Pick<Presentation, 'method' | 'headers' | 'body'>
}

export function openDoor({
  issuer,
  key,
  resource,
  audience,
  client,
  scopes,
  path,
  request,
}: DoorOptions): Door {
  const { origin } = new URL(resource)
  const token = (claims: Record<string, unknown> = {}) =>
    issuer.token({ audience, azp: client, scp: scopes, oid: ALICE, jkt: key.jkt, xms_cc: ['cp1'], claims })
  const presentation = async ({ path: _path, claims, headers, ...bend }: Bend): Promise<Presentation> => ({
    key,
    ...request,
    ...('token' in bend ? {} : { token: await token(claims) }),
    ...bend,
    headers: { ...request.headers, ...headers },
  })
  return {
    origin,
    audience,
    resource,
    key,
    token,
    send: async (bend = {}) => present(origin + (bend.path ?? path), await presentation(bend)),
    async proof(value, bend = {}) {
      // Any answer brings the server's nonce.
      await present(origin + path, await presentation({}))
      return proofFor(origin + (bend.path ?? path), await presentation({ ...bend, token: value }))
    },
  }
}
