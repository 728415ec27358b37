/**
 * `ai-host-cli run` with another token source: tokens come from the issuer that the test runs, and nobody signs in.
 * SIGUSR2 makes it renew at once. Arguments: the issuer's origin, `--`, the server's command.
 */
import { Secret } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { ALICE } from '@chain-of-trust/testkit'
import { decodeJwt } from 'jose'
import { CommandError } from '../command-error.ts'
import { readConfig } from '../config.ts'
import { SignInError } from '../identity/sign-in-error.ts'
import type { TokenSource } from '../identity/token-source.ts'
import { localResource } from './local-resource.ts'
import { openServer } from './open-server.ts'
import { relay } from './relay.ts'

const [origin, , program, ...args] = process.argv.slice(2)
const key = await createDpopKey()
const tokens: TokenSource = {
  key,
  account: () => Promise.resolve({ tid: registrations().tenant.id, oid: ALICE, username: '', name: '' }),
  async token({ scopes, newerThan = 0 }) {
    const response = await fetch(`${origin}/token`, {
      method: 'POST',
      body: JSON.stringify({
        scopes: scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1)).join(' '),
        jkt: key.jkt,
        newerThan,
      }),
    })
    if (!response.ok) throw new SignInError(response.status === 503 ? 'outage' : 'not_signed_in')
    const token = await response.text()
    // The issuer's second: this process's may be the next one already, and the server would see an older token than
    // was promised.
    const { iat, exp } = decodeJwt(token)
    return { token: new Secret(token), scopes: [], issuedAt: iat!, expiresAt: exp! }
  },
}
const io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: new AbortController().signal,
}
try {
  const server = await openServer(
    { command: [program!, ...args] },
    localResource('mcp-workspace', ['Workspace.Read']),
    {
      config: readConfig({
        ...process.env,
        ISSUER: `${origin}/v2.0`,
        JWKS_URI: `${origin}/keys`,
        TOKEN_ENDPOINT: `${origin}/token`,
      }),
      tokens,
      io,
    },
  )
  process.on('SIGUSR2', () => void server.session.renew().catch(() => {}))
  process.exitCode = await relay(server, io)
} catch (error) {
  if (!(error instanceof CommandError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error.exitCode
}
