import { send } from '../../http.ts'
import { agree, answeredBy, askedToConnect, consentAt, open } from '../../system/connecting.ts'
import { ACCOUNTS, isLinked, unlinked } from '../../system/linked-accounts.ts'
import { definePair } from '../pair.ts'
import { exploit, type Aim } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

const ACCOUNT = ACCOUNTS.Alice['mcp-github']

export const pair = definePair<Aim>({
  title: 'A confused deputy: one person agrees, another one gets the account',
  pitfall: {
    problem:
      'The service that holds the grants takes an answer of the provider without asking who brings it.',
    impact: 'A link in a chat message connects the victim’s account to the attacker’s agent.',
    fix: 'The answer counts only in the browser session of the person who began and agreed, at the service and by name.',
  },
  clause:
    'MCP security best practices: confused deputy; MCP 2026-07-28: URL elicitation, phishing; RFC 9700 §4.7',
  controls: ['LNK-1'],
  guard: {
    file: 'apps/token-vault/src/linking/callback.ts',
    text: "throw new PageRefusal('state_foreign'",
  },
  expected: { by: 'token-vault', reason: 'state_foreign', status: 403 },
  async vulnerable() {
    const { begin, accountOf, lines, close } = await startVulnerable()
    const aim: Aim = {
      begin: () => begin('Bob'),
      agree: async (url) =>
        (await send(url, { headers: { cookie: `account=${ACCOUNT}` } })).headers['location']!,
      comeBack: (url) => send(url),
      taken: () => accountOf('Bob') === ACCOUNT,
    }
    return { aim, log: () => lines, close }
  },
  async hardened({ system }) {
    const bob = await unlinked(system, 'Bob')
    const aim: Aim = {
      begin: async () => agree(await askedToConnect(system, 'Bob')),
      agree: (url) => consentAt(url, ACCOUNT),
      comeBack: async (url) => open((await askedToConnect(system, 'Alice')).browser, url),
      taken: () => isLinked(bob),
    }
    return { aim }
  },
  exploit,
  honest: async ({ system }) => {
    const { browser, callback } = await answeredBy(system, 'Alice')
    return open(browser, callback)
  },
})
