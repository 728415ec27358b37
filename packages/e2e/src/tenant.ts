import { administer } from '@chain-of-trust/checklist/system'
import { registrations } from '@chain-of-trust/service-kit/registrations'

const CONSOLE = `${registrations().authority}/console/api`

/** The administrator's console of the mock tenant, by its API. */
export const tenant = {
  /** Does to a person what a button of the console does. */
  act: administer,

  /**
   * Adds a policy by which `application` gives out tokens for an authentication context only.
   * @returns takes it away again
   */
  async demandContext(
    application: string,
    value: string,
    wireError: 'interaction_required' | 'invalid_grant' = 'interaction_required',
  ): Promise<() => Promise<void>> {
    const before = (await get('/policies')) as object[]
    const policy = {
      id: crypto.randomUUID(),
      displayName: `${application} asks for ${value}`,
      state: 'enabled',
      conditions: { applications: [application] },
      grantControls: { control: 'authenticationContext', value, wireError },
    }
    await send('PUT', '/policies', [...before, policy])
    return () => send('PUT', '/policies', before)
  },
}

async function get(path: string): Promise<unknown> {
  return (await fetch(CONSOLE + path)).json()
}

async function send(method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(CONSOLE + path, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
}
