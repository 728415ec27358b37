import { Secret, type Exchange } from '@chain-of-trust/auth-core'
import { buildMcpApp } from '@chain-of-trust/mcp-kit'
import { cacheExchange } from '@chain-of-trust/token-flow'
import { keysOf, profileOf } from '../../issuer.ts'
import { auditLog } from './audit-log.ts'
import { defineLedger } from './ledger.ts'
import type { StartServer } from './main.ts'

/** mcp-kit as an app uses it, the exchange answered from its cache. */
export function mcpKit(options: { senderConstraint: 'dpop' | 'none'; audit: boolean }): StartServer {
  return async (url, issuer) => {
    const app = await buildMcpApp(
      {
        RESOURCE: url.href,
        ISSUER: issuer.issuer,
        SENDER_CONSTRAINT: options.senderConstraint,
        LOG_LEVEL: 'warn',
      },
      {
        // Answered from memory: the measured work is all ours.
        definition: defineLedger('https://ledger.example', (number) => Promise.resolve(`entry ${number}`)),
        accepts: profileOf(issuer),
        keys: keysOf(issuer),
        exchange: cacheExchange(issueTokenC),
        sender: () => () => Promise.reject(new Error('the tool calls nobody')),
        audit: auditLog(options.audit),
      },
    )
    await app.listen({ host: url.hostname, port: Number(url.port) })
  }
}

/** A token endpoint that answers at once. */
export const issueTokenC: Exchange = () =>
  Promise.resolve({
    token: new Secret('token-c'),
    scopes: ['Entries.Read'],
    uti: 'uti-of-c',
    audience: 'ledger',
    jkt: undefined,
    expiresAt: Date.now() / 1000 + 86_400,
    cached: false,
  })
