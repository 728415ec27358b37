/** A vault that asks its caller whose token it wants: the caller has proved who it is, so it is believed. */
import { registration } from '@chain-of-trust/service-kit'
import { jwtVerify } from 'jose'
import { credentialOf, ISSUER, issuerKeys, startWeakServer, type WeakServer } from '../weak-server.ts'

/** @param rows token by object id */
export function startVulnerable(rows: ReadonlyMap<string, string>): Promise<WeakServer> {
  return startWeakServer(async (request, log) => {
    const audience = registration('token-vault').appId
    const { payload } = await jwtVerify(credentialOf(request), issuerKeys, { issuer: ISSUER, audience })
    // THE MISTAKE: the person is a parameter. Whoever is let in may name anybody.
    const owner = request.url.searchParams.get('oid') ?? String(payload['oid'])
    const token = rows.get(owner)
    log(`${token === undefined ? 409 : 200} access-token by ${String(payload['azp'])}`)
    if (token === undefined) return { status: 409, body: { error: 'link_required' } }
    return { status: 200, body: { access_token: token, owner } }
  })
}
