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
  demandContext(
    application: string,
    value: string,
    wireError: 'interaction_required' | 'invalid_grant' = 'interaction_required',
  ): Promise<() => Promise<void>> {
    return addPolicy({
      displayName: `${application} asks for ${value}`,
      conditions: { applications: [application] },
      grantControls: { control: 'authenticationContext', value, wireError },
    })
  },

  /**
   * Adds a policy by which `application` gives out tokens for a sign-in of the last `seconds` only.
   * @returns takes it away again
   */
  limitSignIn(application: string, seconds: number): Promise<() => Promise<void>> {
    return addPolicy({
      displayName: `${application} wants a sign-in every ${seconds} s`,
      conditions: { applications: [application] },
      sessionControls: { signInFrequency: seconds },
    })
  },
}

async function addPolicy(policy: object): Promise<() => Promise<void>> {
  const before = (await get('/policies')) as object[]
  await send('PUT', '/policies', [...before, { id: crypto.randomUUID(), state: 'enabled', ...policy }])
  return () => send('PUT', '/policies', before)
}

async function get(path: string): Promise<unknown> {
  return (await fetch(CONSOLE + path)).json()
}

async function send(method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(CONSOLE + path, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
}
