import { decodeJwt } from 'jose'
import { linked, unlinked } from '../../system/linked-accounts.ts'
import { VAULT, type LiveSystem } from '../../system/live-system.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'
import { definePair } from '../pair.ts'
import { exploit, type Aim } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

export const pair = definePair<Aim>({
  title: 'A vault that is told whose token to hand out',
  pitfall: {
    problem: 'The vault finds its row by a user id that the caller sends.',
    impact:
      'One server that falls, or one bug in it, opens the accounts of everybody who has ever linked one.',
    fix: 'Nothing but the verified `tid`, `oid` and `azp` of the token selects a row; there is no parameter for it.',
  },
  clause: 'playbook: token vault, access-controlled; OWASP API1: broken object level authorization',
  controls: ['VLT-2'],
  guard: {
    file: 'apps/token-vault/src/routes/access-token.ts',
    text: 'const owner = { tid: token.tid, oid: token.oid, client: token.clientId }',
  },
  expected: { by: 'token-vault', reason: 'not_linked', status: 409, error: 'link_required', told: true },
  async vulnerable({ system }) {
    const aim = await prepared(system)
    const { url, lines, close } = await startVulnerable(new Map([[aim.alice, 'token of Alice at GitHub']]))
    return { aim: { ...aim, vault: url }, log: () => lines, close }
  },
  hardened: async ({ system }) => ({ aim: { ...(await prepared(system)), vault: VAULT } }),
  exploit,
  honest: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
})

/** Alice has linked an account, and Bob has not. */
async function prepared(system: LiveSystem): Promise<Omit<Aim, 'vault'>> {
  const { accessToken } = await linked(system, 'Alice')
  await unlinked(system, 'Bob')
  const { token, key } = await serverAtVault(system, 'Bob')
  return { token, key, alice: String(decodeJwt(accessToken)['oid']) }
}
