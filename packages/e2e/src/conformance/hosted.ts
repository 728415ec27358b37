import { entraV2, memoryAuditLog, Secret } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { buildMcpApp, type Extension } from '@chain-of-trust/mcp-kit'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { definition } from './fixture.ts'
import { openTokenProxy } from './token-proxy.ts'

const AUDIENCE = 'a1b00000-0000-4000-8000-00000000c001'
const CALLER = 'a1b00000-0000-4000-8000-00000000c002'

/**
 * The fixture behind our real gate, and a proxy in front that brings what the suite cannot send: Token B and
 * a proof for each request.
 * @returns the URL for the suite
 */
export async function host({ extension }: { extension?: Extension } = {}) {
  const issuer = await createTestIssuer()
  const key = await createDpopKey()
  const accessToken = await issuer.token({
    audience: AUDIENCE,
    scp: 'Fixture.Use',
    azp: CALLER,
    jkt: key.jkt,
    xms_cc: ['CP1'],
  })
  const proxy = await openTokenProxy({ key, accessToken })
  const audit = memoryAuditLog('conformance')
  const app = await buildMcpApp(
    { RESOURCE: proxy.url, ISSUER: issuer.issuer, SENDER_CONSTRAINT: 'dpop', LOG_LEVEL: 'silent' },
    {
      definition,
      ...(extension === undefined ? {} : { extension }),
      accepts: entraV2({
        issuer: issuer.issuer,
        tenants: [issuer.tenant],
        audience: AUDIENCE,
        clients: [CALLER],
      }),
      keys: issuer.keys,
      exchange: () =>
        Promise.resolve({
          token: new Secret('token-c'),
          scopes: ['Nothing.Read'],
          uti: 'uti-of-c',
          audience: 'nothing',
          jkt: undefined,
          expiresAt: Date.now() / 1000 + 3600,
          cached: false,
        }),
      sender: () => () => Promise.reject(new Error('the fixture calls nothing')),
      audit,
    },
  )
  const behind = new URL('/mcp', await app.listen({ port: 0, host: '127.0.0.1' }))
  proxy.forwardTo(behind)
  return {
    url: proxy.url,
    /** The server itself, past the proxy. */
    behind: behind.href,
    audit,
    async close() {
      await proxy.close()
      await app.close()
    },
  }
}
