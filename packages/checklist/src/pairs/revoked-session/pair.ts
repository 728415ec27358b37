import { createProofKey } from '../../proof.ts'
import { present } from '../../presentation.ts'
import { CHILDREN, type LiveSystem } from '../../system/live-system.ts'
import { tokenIn } from '../../system/sign-in.ts'
import { CP1 } from '../../system/tier-probes.ts'
import { until } from '../../system/until.ts'
import { definePair } from '../pair.ts'
import { exploit, type Aim } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

const PERSON = 'Frank'

export const pair = definePair<Aim>({
  title: 'A session that was ended, and a token that goes on',
  pitfall: {
    problem: 'A signed token is valid until it expires, and nobody asks whether it still should be.',
    impact:
      'After “sign out everywhere” an intruder keeps going for an hour; with long-lived tokens, for a day.',
    fix: 'Each tier hears of it by a security event (CAEP), and refuses that person’s older tokens from the next request on.',
  },
  clause: 'playbook: continuous access evaluation; OpenID CAEP 1.0, session-revoked',
  controls: ['CAE-1'],
  guard: {
    file: 'packages/auth-core/src/revocation.ts',
    text: 'if (before === undefined || token.issuedAt >= before) return',
  },
  expected: { by: 'mock-graph', reason: 'claims_insufficient', status: 401, error: 'insufficient_claims' },
  async vulnerable({ system }) {
    const { url, lines, close } = await startVulnerable()
    const aim = { url: `${url}/v1.0/me/drive/root/children`, ...(await takenToken(system)) }
    return { aim, log: () => lines, close }
  },
  hardened: async ({ system }) => ({ aim: { url: CHILDREN, ...(await takenToken(system)) } }),
  exploit,
  honest: async ({ system }) => {
    const { token, key } = await takenToken(system)
    return present(CHILDREN, { token, key })
  },
})

/** A good Token C: of a sign-in that is newer than the last revocation, which counts in whole seconds. */
async function takenToken(system: LiveSystem): Promise<Omit<Aim, 'url'>> {
  const key = await createProofKey()
  const signedIn = async () => {
    const { accessToken } = await system.signIn(PERSON)
    const tokenB = await system.onBehalfOf('orchestrator', accessToken, key, CP1)
    if (!tokenB.accepted) return undefined
    const tokenC = await system.onBehalfOf('mcp-sharepoint', tokenIn(tokenB), key, CP1)
    return tokenC.accepted ? tokenIn(tokenC) : undefined
  }
  const token = await until(signedIn, async (found) => {
    return found !== undefined && (await present(CHILDREN, { token: found, key })).accepted
  })
  if (token === undefined) throw new Error(`${PERSON} gets no token`)
  return { person: PERSON, token, key }
}
