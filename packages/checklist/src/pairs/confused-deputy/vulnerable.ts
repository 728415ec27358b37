/**
 * A service that connects accounts, and a provider. `state` says for whom; which browser comes back with the answer is not
 * asked. The provider does nothing wrong: it asks the person in front of it, who agrees.
 */
import { randomUUID } from 'node:crypto'
import { startWeakServer, type WeakServer } from '../weak-server.ts'

export interface Connecting extends WeakServer {
  /** Begins to connect an account for the one who is signed in. @returns where their browser is sent: the provider */
  begin: (person: string) => string
  /** What their agent then works with. */
  accountOf: (person: string) => string | undefined
}

export async function startVulnerable(): Promise<Connecting> {
  const asked = new Map<string, string>()
  const accounts = new Map<string, string>()
  const codes = new Map<string, string>()

  const provider = await startWeakServer(({ url, headers }, log) => {
    // Whose browser this is: somebody who is signed in there, and has said yes.
    const account = /account=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? ''
    const code = randomUUID()
    codes.set(code, account)
    log(`${account} agrees`)
    const back = new URL(url.searchParams.get('redirect_uri')!)
    back.searchParams.set('code', code)
    back.searchParams.set('state', url.searchParams.get('state')!)
    return { status: 302, headers: { location: back.href }, body: {} }
  })
  const service = await startWeakServer(({ url }, log) => {
    const owner = asked.get(url.searchParams.get('state') ?? '')
    const account = codes.get(url.searchParams.get('code') ?? '')
    if (owner === undefined || account === undefined) throw new Error('unknown')
    // THE MISTAKE: it is connected for the one who began, whoever it was that agreed.
    accounts.set(owner, account)
    log(`connected an account for ${owner}`)
    return { status: 200, body: { connected: true } }
  })

  return {
    ...service,
    begin(person) {
      const state = randomUUID()
      asked.set(state, person)
      const query = new URLSearchParams({ state, redirect_uri: `${service.url}/callback` })
      return `${provider.url}/authorize?${query.toString()}`
    },
    accountOf: (person) => accounts.get(person),
    close: async () => void (await Promise.all([provider.close(), service.close()])),
  }
}
