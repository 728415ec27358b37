/** A resource that believes a token for as long as it says, whatever has become of its person since. */
import { registration } from '@chain-of-trust/service-kit'
import { jwtVerify } from 'jose'
import { credentialOf, ISSUER, issuerKeys, startWeakServer, type WeakServer } from '../weak-server.ts'

export function startVulnerable(): Promise<WeakServer> {
  return startWeakServer(async (request, log) => {
    // THE MISTAKE: `exp` is the only end that there is. Nobody tells this service of another one.
    const { payload } = await jwtVerify(credentialOf(request), issuerKeys, {
      issuer: ISSUER,
      audience: registration('mock-graph').appId,
    })
    log(`200 ${request.url.pathname} for ${String(payload['oid'])}`)
    return { status: 200, body: { value: [{ name: 'Travel handbook.md' }] } }
  })
}
