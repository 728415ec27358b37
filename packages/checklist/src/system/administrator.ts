import { registrations } from '@chain-of-trust/service-kit'

const USERS = `${registrations().authority}/console/api/users`

/** Does to a person what a button of the tenant's console does. */
export async function administer(person: string, action: string, value?: string): Promise<void> {
  const people = (await (await fetch(USERS)).json()) as { oid: string; displayName: string }[]
  const found = people.find(({ displayName }) => displayName.startsWith(person))
  if (found === undefined) throw new Error(`there is no ${person}`)
  const response = await fetch(`${USERS}/${found.oid}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action, value }),
  })
  if (!response.ok) throw new Error(`${action} ${person}: ${response.status} ${await response.text()}`)
}
