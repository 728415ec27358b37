import type { Attack } from '../../attack.ts'
import { send } from '../../http.ts'
import { present } from '../../presentation.ts'
import { openAs, SESSION_COOKIE } from '../../system/connecting.ts'
import { VAULT } from '../../system/live-system.ts'
import { LINKS, orchestratorAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: "The cookie of the vault's pages in place of a token",
  playbook: 'playbook: no token from anywhere but its header; RFC 6750 §3',
  controls: ['VLT-2'],
  expected: { by: 'token-vault', reason: 'credential_missing', status: 401 },
  control: async ({ system }) => {
    const { key, token } = await orchestratorAtVault(system, 'Alice')
    return present(LINKS, { key, token })
  },
  attempt: async () => {
    const { browser } = await openAs('Alice', `${VAULT}/`)
    const session = browser.cookies(VAULT).get(SESSION_COOKIE)
    if (session === undefined) throw new Error('there is no session to try it with')
    return send(LINKS, { headers: { cookie: `${SESSION_COOKIE}=${session}` } })
  },
}
