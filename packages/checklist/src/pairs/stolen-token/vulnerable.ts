/** An API with bearer tokens: everything about the token is verified, and nothing about who shows it. */
import { registration } from '@chain-of-trust/service-kit'
import { jwtVerify } from 'jose'
import { credentialOf, ISSUER, issuerKeys, startWeakServer, type WeakServer } from '../weak-server.ts'

export function startVulnerable(): Promise<WeakServer> {
  return startWeakServer(async (request, log) => {
    // THE MISTAKE: `cnf` is not looked at, and no proof is asked for. Whoever bears the token is Alice.
    const { payload } = await jwtVerify(credentialOf(request), issuerKeys, {
      issuer: ISSUER,
      audience: registration('orchestrator').appId,
    })
    log(`200 catalogue for ${String(payload['oid'])}`)
    return { status: 200, body: { tools: ['read_document', 'share_document', 'delete_document'] } }
  })
}
