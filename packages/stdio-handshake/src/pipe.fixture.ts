import { createInterface } from 'node:readline'
import { PassThrough, type Readable, type Writable } from 'node:stream'
import {
  entraV2,
  memoryAuditLog,
  Refusal,
  Secret,
  verifyAccessToken,
  type KeySource,
} from '@chain-of-trust/auth-core'
import { createDpopKey, dpopProof, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { ALICE, createTestIssuer, type TokenRequest } from '@chain-of-trust/testkit'
import type { GreetOptions } from './host/greet.ts'
import type { HandshakeOptions } from './server/accept-handshake.ts'

export const RESOURCE = 'api://a1b00000-0000-4000-8000-000000004414'
export const AUDIENCE = 'a1b00000-0000-4000-8000-000000004414'
const CLIENT = 'a1b00000-0000-4000-8000-000000004402'

export const issuer = await createTestIssuer()
export const key = await createDpopKey()

/** Two pipes and what both ends need; the test takes whichever end it plays by hand. */
export function pipes() {
  return { down: new PassThrough(), up: new PassThrough() }
}

/** A token for the local server, bound to `key`. */
export function token(overlay: Partial<TokenRequest> = {}): Promise<string> {
  return issuer.token({
    audience: AUDIENCE,
    scp: 'Workspace.Read',
    azp: CLIENT,
    oid: ALICE,
    jkt: key.jkt,
    ...overlay,
  })
}

export function serverOptions(
  input: Readable,
  output: Writable,
  overlay: Partial<HandshakeOptions & { keys: KeySource }> = {},
) {
  const audit = memoryAuditLog('mcp-workspace')
  const accepts = entraV2({
    issuer: issuer.issuer,
    tenants: [issuer.tenant],
    audience: AUDIENCE,
    clients: [CLIENT],
  })
  const { keys = issuer.keys, ...rest } = overlay
  const now = overlay.now ?? (() => Date.now() / 1000)
  const options: HandshakeOptions = {
    input,
    output,
    hello: { resource: RESOURCE, issuer: issuer.issuer, scopes: ['Workspace.Read', 'Workspace.Write'] },
    verify: (secret) => verifyAccessToken(secret, accepts, keys, { now }),
    senderConstraint: 'dpop',
    timeout: 30,
    maxAge: 600,
    now,
    onEvent: (entry) => audit.write(entry),
    ...rest,
  }
  return { options, audit }
}

export function hostOptions(
  fromServer: Readable,
  toServer: Writable,
  overlay: Partial<GreetOptions> = {},
): GreetOptions {
  return {
    fromServer,
    toServer,
    expects: { resource: RESOURCE, issuer: issuer.issuer },
    credential: async () => ({ token: new Secret(await token()) }),
    key,
    timeout: 30,
    ...overlay,
  }
}

export const outage: KeySource = () => {
  throw new Refusal('keys_unavailable')
}

/** One JSON line. */
export const line = (frame: object): string => `${JSON.stringify(frame)}\n`

/** The other end of a pipe, played by hand: what came, line by line, parsed. */
export function byHand(from: Readable) {
  const lines = createInterface({ input: from })[Symbol.asyncIterator]()
  return async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the pipe has ended')
    return JSON.parse(value) as Record<string, unknown>
  }
}

export interface ByHand {
  accessToken?: string
  nonce?: unknown
  signer?: DpopKey
  resource?: string
  method?: string
}

/** A credential frame, right in everything that is not said otherwise. */
export async function credential({
  accessToken,
  nonce,
  signer = key,
  resource = RESOURCE,
  method = 'STDIO',
}: ByHand): Promise<string> {
  const presented = accessToken ?? (await token())
  const proof = await dpopProof(signer, {
    method,
    url: resource,
    accessToken: presented,
    nonce: nonce as string | undefined,
  })
  return line({ stdio_handshake: 1, type: 'credential', access_token: presented, proof })
}

/** A notice frame. */
export async function notice({ at, nonce, signer = key }: { at: number; nonce: unknown; signer?: DpopKey }) {
  const proof = await dpopProof(signer, { method: 'STDIO', url: RESOURCE, nonce: nonce as string })
  return line({ stdio_handshake: 1, type: 'revoked', at, event: 'session-revoked', proof })
}
