import type { Attack } from '../../attack.ts'
import { askedToConnect, newBrowser, post, SESSION_COOKIE } from '../../system/connecting.ts'
import { VAULT } from '../../system/live-system.ts'

export const attack: Attack = {
  title: "A session id that the attacker put into the victim's browser before the sign-in",
  playbook: 'OWASP: session fixation',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'session_over', status: 403 },
  control: async ({ system }) => post(await askedToConnect(system, 'Alice')),
  attempt: async ({ system }) => {
    const known = 'k'.repeat(43)
    const browser = newBrowser()
    browser.plant(VAULT, SESSION_COOKIE, known)
    const { page } = await askedToConnect(system, 'Alice', { browser })
    const attacker = newBrowser()
    attacker.plant(VAULT, SESSION_COOKIE, known)
    return post({ browser: attacker, page })
  },
}
