const CONSOLE = 'http://localhost:4492/console/api'

/** How a provider sees what it has granted; never a token. */
export interface Grant {
  account: string
  client_id: string
  scopes: string[]
  rotations: number
  revoked: boolean
  reuse_detected: boolean
}

type Provider = 'github' | 'jira'

/** Whoever runs the providers, by the console of the stand-ins. */
export const saas = {
  grants: async (provider: Provider) => (await send('GET', `/${provider}/grants`)) as Grant[],
  revoke: (provider: Provider, account: string) => send('POST', `/${provider}/grants/revoke`, { account }),
  /** Ends the access tokens of an account before their time. */
  expire: (provider: Provider, account: string) => send('POST', `/${provider}/grants/expire`, { account }),
  set: (provider: Provider, setting: object) => send('PUT', `/${provider}`, setting),
}

async function send(method: string, path: string, body?: object): Promise<unknown> {
  const request =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(CONSOLE + path, request)
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.status === 204 ? undefined : response.json()
}
