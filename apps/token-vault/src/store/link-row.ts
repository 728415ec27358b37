import type { SqlRow, SqlValue } from '@chain-of-trust/service-kit'
import type { LinkState, StoredLink } from './link-store.ts'

/** The columns that hold a link, and their values, in one order. The lease is no part of it. */
export const COLUMNS = [
  'tid',
  'oid',
  'client',
  'provider',
  'state',
  'generation',
  'account_id',
  'account_name',
  'scopes',
  'expires_at',
  'kek_id',
  'wrapped_key',
  'ciphertext',
  'linked_at',
  'refreshed_at',
  'last_used_at',
  'retry_attempts',
  'retry_at',
] as const

export function writeRow(link: StoredLink): SqlValue[] {
  const { owner, account, sealed, retry } = link
  return [
    owner.tid,
    owner.oid,
    owner.client,
    link.provider,
    link.state,
    link.generation,
    account.id,
    account.name,
    JSON.stringify(link.scopes),
    link.expiresAt,
    sealed.kekId,
    sealed.wrappedKey,
    sealed.ciphertext,
    link.linkedAt,
    link.refreshedAt ?? null,
    link.lastUsedAt ?? null,
    retry?.attempts ?? null,
    retry?.at ?? null,
  ]
}

export function readRow(row: SqlRow): StoredLink {
  const text = (name: string) => String(row[name])
  const time = (name: string) => (row[name] === null ? undefined : Number(row[name]))
  const bytes = (name: string) => row[name] as Uint8Array
  const refreshedAt = time('refreshed_at')
  const lastUsedAt = time('last_used_at')
  const attempts = time('retry_attempts')
  return {
    owner: { tid: text('tid'), oid: text('oid'), client: text('client') },
    provider: text('provider'),
    state: text('state') as LinkState,
    generation: Number(row['generation']),
    account: { id: text('account_id'), name: text('account_name') },
    scopes: JSON.parse(text('scopes')) as string[],
    expiresAt: Number(row['expires_at']),
    sealed: { kekId: text('kek_id'), wrappedKey: bytes('wrapped_key'), ciphertext: bytes('ciphertext') },
    linkedAt: Number(row['linked_at']),
    ...(refreshedAt === undefined ? {} : { refreshedAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(attempts === undefined ? {} : { retry: { attempts, at: Number(row['retry_at']) } }),
  }
}
