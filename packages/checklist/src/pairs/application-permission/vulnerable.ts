/**
 * An agent with an application permission, and the library that grants it. Both verify what they are sent, rightly; the
 * person is known to the agent, and lost on the way to the library.
 */
import { registration } from '@chain-of-trust/service-kit'
import type { TestIssuer } from '@chain-of-trust/testkit'
import { jwtVerify } from 'jose'
import { send } from '../../http.ts'
import { BUDGET } from '../weak-documents.ts'
import { credentialOf, ISSUER, issuerKeys, startWeakServer, type WeakServer } from '../weak-server.ts'

const LIBRARY = 'api://library'

export async function startVulnerable(issuer: TestIssuer): Promise<WeakServer> {
  const library = await startWeakServer(async (request, log) => {
    const expected = { issuer: issuer.issuer, audience: LIBRARY }
    const { payload } = await jwtVerify(credentialOf(request), issuer.keys, expected)
    const roles = payload['roles'] as string[]
    if (!roles.includes('Files.Read.All')) return { status: 403, body: { error: 'insufficient_scope' } }
    // Whose document it is could be asked. For whom it is read, the token does not say.
    log(`200 read ${request.url.pathname} by application ${String(payload['azp'])}`)
    return { status: 200, body: BUDGET }
  })

  const agent = await startWeakServer(async (request, log) => {
    const audience = registration('orchestrator').appId
    const { payload } = await jwtVerify(credentialOf(request), issuerKeys, { issuer: ISSUER, audience })
    // THE MISTAKE: from here on it is the application that acts, for the whole tenant, and not the person.
    const token = await issuer.token({
      audience: LIBRARY,
      azp: 'agent',
      claims: { roles: ['Files.Read.All'] },
    })
    const { text } = await send(`${library.url}/documents/${String(request.body['id'])}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    log(`200 read_document for ${String(payload['oid'])}`)
    return { status: 200, body: { ok: true, content: (JSON.parse(text) as typeof BUDGET).text } }
  })

  return {
    url: agent.url,
    lines: library.lines,
    close: async () => void (await Promise.all([agent.close(), library.close()])),
  }
}
