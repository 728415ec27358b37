/** What an attacker brings along: an issuer of their own, and a server that publishes its keys. */
import { createTestIssuer, type TestIssuer } from '@chain-of-trust/testkit'
import { listen, originOf } from './issuer-server.ts'

export interface Attacker {
  /** Calls itself what the lab's issuer is called, and signs under its key id. */
  issuer: TestIssuer
  keyServer: string
  /** Throws when somebody has fetched the attacker's keys: to fetch them is to be told where to go (SSRF). */
  neverAsked(): void
  close: () => void
}

export async function startAttacker(impersonated: string): Promise<Attacker> {
  const issuer = await createTestIssuer({ issuer: impersonated })
  let requests = 0
  const server = await listen(() => {
    requests += 1
    return Promise.resolve(issuer.jwks)
  })
  return {
    issuer,
    keyServer: originOf(server),
    neverAsked() {
      if (requests > 0) throw new Error(`the attacker's key server got ${requests} requests`)
    },
    close: () => server.close(),
  }
}
