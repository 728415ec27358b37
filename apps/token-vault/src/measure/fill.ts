import { randomBytes } from 'node:crypto'
import { Secret } from '@chain-of-trust/auth-core'
import { openState, type VaultState } from '../store/open-state.ts'

export type Settings = Parameters<typeof openState>[0]

/** Rows that are written at one time: what a pool of connections can do. */
const AT_ONCE = 10

export function ownerOf(index: number) {
  return { tid: 'tenant', oid: `person-${index}`, client: 'mcp-github' }
}

/** A vault's state with this many links in it, of as many people. */
export async function fill(settings: Settings, count: number): Promise<VaultState> {
  const state = await openState(settings, () => {
    throw new Error('not asked for')
  })
  const { database } = state
  if (database.dialect === 'sqlite') await database.run('pragma synchronous = off')
  for (let index = 0; index < count; index += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - index) }, (_, more) => index + more)
    await Promise.all(some.map((one) => insert(state, one)))
  }
  if (database.dialect === 'sqlite') await database.run('pragma synchronous = full')
  return state
}

async function insert({ store, cipher }: VaultState, index: number): Promise<void> {
  const tokens = { accessToken: token(), refreshToken: token() }
  await store.insert({
    owner: ownerOf(index),
    provider: 'github',
    state: 'linked',
    generation: 1,
    account: { id: String(index), name: 'account' },
    scopes: ['issues:read'],
    expiresAt: 0,
    sealed: await cipher.seal(tokens, ownerOf(index), 'github', 1),
    linkedAt: 0,
  })
}

function token(): Secret {
  return new Secret(randomBytes(40).toString('base64url'))
}

/** One access: the row is found and opened. */
export async function access({ store, cipher }: VaultState, index: number): Promise<void> {
  const link = await store.find(ownerOf(index))
  if (link === undefined) throw new Error('a row is gone')
  await cipher.open(link.sealed, link.owner, link.provider, link.generation)
}
