import type { Readable, Writable } from 'node:stream'
import {
  entraV2,
  remoteKeys,
  verifyAccessToken,
  type AuditLog,
  type KeySource,
} from '@chain-of-trust/auth-core'
import { clientsOf } from '@chain-of-trust/service-kit/registrations'
import { acceptHandshake } from '@chain-of-trust/stdio-handshake/server'
import { LONGEST } from './answering-transport.ts'
import { createApprovals } from './approvals.ts'
import type { Config } from './config.ts'
import { scopes } from './policy.ts'
import type { Root } from './root/root.ts'
import { serve } from './serve.ts'
import { buildServer } from './server.ts'

export interface SessionOptions {
  config: Config
  root: Root
  audit: AuditLog
  input: Readable
  output: Writable
  /** A line for whoever looks after the server. */
  tell: (line: string) => void
  /** Ends the session as the client would: a signal. */
  stop: AbortSignal
  keys?: KeySource
  /** Epoch seconds. */
  now?: () => number
}

/**
 * One session: the handshake, then MCP on the same pipes, until the client closes its side. Nothing is read from the
 * pipe but the handshake before a token has been accepted.
 * @throws HandshakeError with the exit code; whoever was to be told over the pipe has been told
 */
export async function runSession(options: SessionOptions): Promise<void> {
  const { config, root, audit, input, output, tell, stop } = options
  const { ISSUER, TENANT_ID, AUDIENCE, RESOURCE, SENDER_CONSTRAINT } = config
  const keys = options.keys ?? remoteKeys(config.JWKS_URI)
  const accepts = entraV2({
    issuer: ISSUER,
    tenants: [TENANT_ID],
    audience: AUDIENCE,
    clients: clientsOf('mcp-workspace'),
  })
  const clock = options.now === undefined ? {} : { now: options.now }

  const stopped = new Promise<undefined>((resolve) => {
    if (stop.aborted) resolve(undefined)
    stop.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  const handshake = acceptHandshake({
    input,
    output,
    hello: { resource: RESOURCE, issuer: ISSUER, scopes },
    verify: (token) => verifyAccessToken(token, accepts, keys, clock),
    senderConstraint: SENDER_CONSTRAINT,
    timeout: config.HANDSHAKE_TIMEOUT,
    maxAge: config.MAX_TOKEN_AGE,
    longestMessage: LONGEST,
    onEvent: (entry) => audit.write(entry),
    ...clock,
  })
  const session = await Promise.race([handshake, stopped])
  if (session === undefined) return
  tell(`serving ${JSON.stringify(root.path)}`)

  const approvals = createApprovals()
  const serving = serve(
    session,
    () =>
      buildServer(root, {
        credential: () => session.credential(),
        approvals,
        audit,
        onFault: (error, tool) =>
          tell(`${tool} failed: ${error instanceof Error ? error.stack : String(error)}`),
      }),
    (error) => tell(`protocol: ${error.message}`),
  )
  void stopped.then(() => serving.stop())
  // A frame that ends the session ends it at once: what else runs is not waited for.
  await Promise.race([serving.done, session.ended.then(() => serving.done)])
}
