import type { Attack } from '../../attack.ts'
import { newBrowser, open, signedInUrl } from '../../system/connecting.ts'

export const attack: Attack = {
  title: 'A link that signs the victim in as the attacker',
  playbook: 'RFC 9700 §4.7: login CSRF',
  controls: ['LNK-1'],
  expected: { by: 'token-vault', reason: 'sign_in_unknown', status: 400 },
  control: async () => {
    const browser = newBrowser()
    return open(browser, await signedInUrl(browser))
  },
  attempt: async () => open(newBrowser(), await signedInUrl(newBrowser())),
}
