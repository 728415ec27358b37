import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/** One consent of one account: the family of all tokens that came of it. */
export interface Grant {
  id: string
  account: string
  clientId: string
  scopes: readonly string[]
  /** How often its refresh token was used. */
  rotations: number
  reuseDetected: boolean
  revoked: boolean
  /** Epoch milliseconds. */
  createdAt: number
}

export interface Grants {
  begin(grant: Pick<Grant, 'account' | 'clientId' | 'scopes'>): Grant
  find(id: string): Grant | undefined
  /** Newest first. */
  list(): Grant[]
  rotated(id: string): void
  revoke(id: string, why?: { reuse: boolean }): void
  /** @returns how many were revoked */
  revokeAccount(account: string): number
}

export function openGrants(database: DatabaseSync, provider: string, now: () => number): Grants {
  const insert = database.prepare(
    'insert into oauth_grant (id, provider, account, client_id, scopes, created_at) values (?, ?, ?, ?, ?, ?)',
  )
  const select = database.prepare('select * from oauth_grant where id = ? and provider = ?')
  const all = database.prepare(
    'select * from oauth_grant where provider = ? order by created_at desc, rowid desc',
  )
  const count = database.prepare('update oauth_grant set rotations = rotations + 1 where id = ?')
  const end = database.prepare(
    `update oauth_grant set revoked_at = coalesce(revoked_at, ?), reuse_detected = max(reuse_detected, ?)
     where id = ?`,
  )
  const endAll = database.prepare(
    'update oauth_grant set revoked_at = ? where provider = ? and account = ? and revoked_at is null',
  )
  return {
    begin({ account, clientId, scopes }) {
      const id = randomUUID()
      insert.run(id, provider, account, clientId, scopes.join(' '), now())
      return grantOf(select.get(id, provider)!)
    },
    find(id) {
      const row = select.get(id, provider)
      return row && grantOf(row)
    },
    list: () => all.all(provider).map(grantOf),
    rotated: (id) => void count.run(id),
    revoke: (id, { reuse } = { reuse: false }) => void end.run(now(), Number(reuse), id),
    revokeAccount: (account) => Number(endAll.run(now(), provider, account).changes),
  }
}

function grantOf(row: Record<string, unknown>): Grant {
  return {
    id: String(row['id']),
    account: String(row['account']),
    clientId: String(row['client_id']),
    scopes: String(row['scopes']).split(' '),
    rotations: Number(row['rotations']),
    reuseDetected: row['reuse_detected'] === 1,
    revoked: row['revoked_at'] !== null,
    createdAt: Number(row['created_at']),
  }
}
