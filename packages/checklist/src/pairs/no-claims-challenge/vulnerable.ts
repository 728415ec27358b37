/** A service that deletes for whoever is signed in. How they signed in, and that this cannot be undone, it does not ask. */
import { registration } from '@chain-of-trust/service-kit'
import { jwtVerify } from 'jose'
import { FORECAST } from '../weak-documents.ts'
import { credentialOf, ISSUER, issuerKeys, startWeakServer, type WeakServer } from '../weak-server.ts'

export function startVulnerable(): Promise<WeakServer> {
  const documents = new Map<string, string>([[FORECAST.id, FORECAST.name]])
  return startWeakServer(async (request, log) => {
    const audience = registration('orchestrator').appId
    const { payload } = await jwtVerify(credentialOf(request), issuerKeys, { issuer: ISSUER, audience })
    // THE MISTAKE: `acrs` is not looked at. It could only be turned into a 403, and then nobody could ever delete.
    const deleted = documents.delete(String(request.body['id']))
    log(`200 delete_document for ${String(payload['oid'])}`)
    return {
      status: 200,
      body: { ok: deleted, content: deleted ? 'Deleted.' : 'There is no such document.' },
    }
  })
}
