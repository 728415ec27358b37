import { createHmac } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { digest, randomToken } from './database.ts'

export interface StoredToken {
  grantId: string
  kind: 'access' | 'refresh'
  scopes: readonly string[]
  expired: boolean
  /** Epoch milliseconds at which a refresh token was used. */
  rotatedAt?: number
  /** Epoch milliseconds. */
  expiresAt: number
}

type Kind = StoredToken['kind']

export interface NewToken {
  grantId: string
  kind: Kind
  scopes: readonly string[]
  /** Milliseconds. */
  lifetime: number
}

export interface Tokens {
  /**
   * Issues a token and stores its digest. What replaces a used refresh token follows from that one, under our key:
   * so a client whose answer was lost gets the very same answer again, and no token is stored in clear for that.
   */
  issue(token: NewToken, predecessor?: string): string
  /** What `issue` made, or would make, of `predecessor`. */
  successor(kind: Kind, predecessor: string): string
  find(token: string): StoredToken | undefined
  /** @returns false when it had been rotated before */
  rotate(token: string): boolean
  remove(token: string): void
  /** Ends the access tokens of a grant. */
  removeAccess(grantId: string): void
  /** Ends the access tokens of an account, and leaves its grants. @returns how many */
  expireAccess(account: string): number
}

export interface TokenFormat {
  /** What tokens begin with, so that scanners find them where they should not be. */
  prefixes: Readonly<Record<Kind, string>>
  /** Base64url. */
  key: string
}

export function openTokens(
  database: DatabaseSync,
  provider: string,
  now: () => number,
  { prefixes, key }: TokenFormat,
): Tokens {
  const insert = database.prepare('insert into token values (?, ?, ?, ?, null, ?)')
  const select = database.prepare(
    `select token.* from token join oauth_grant on oauth_grant.id = grant_id where digest = ? and provider = ?`,
  )
  const update = database.prepare('update token set rotated_at = ? where digest = ? and rotated_at is null')
  const remove = database.prepare('delete from token where digest = ?')
  const removeAccess = database.prepare(`delete from token where grant_id = ? and kind = 'access'`)
  const expire = database.prepare(
    `update token set expires_at = ? where kind = 'access' and expires_at > ?
     and grant_id in (select id from oauth_grant where provider = ? and account = ?)`,
  )
  const secret = Buffer.from(key, 'base64url')
  const successor = (kind: Kind, predecessor: string) =>
    prefixes[kind] + createHmac('sha256', secret).update(`${kind} ${predecessor}`).digest('base64url')
  return {
    successor,
    issue({ grantId, kind, scopes, lifetime }, predecessor) {
      const token = predecessor === undefined ? prefixes[kind] + randomToken() : successor(kind, predecessor)
      insert.run(digest(token), grantId, kind, scopes.join(' '), now() + lifetime)
      return token
    },
    find(token) {
      const row = select.get(digest(token), provider)
      if (row === undefined) return undefined
      const rotatedAt = row['rotated_at']
      return {
        grantId: String(row['grant_id']),
        kind: row['kind'] as Kind,
        scopes: String(row['scopes']).split(' '),
        expired: Number(row['expires_at']) <= now(),
        expiresAt: Number(row['expires_at']),
        ...(typeof rotatedAt === 'number' ? { rotatedAt } : {}),
      }
    },
    rotate: (token) => update.run(now(), digest(token)).changes === 1,
    remove: (token) => void remove.run(digest(token)),
    removeAccess: (grantId) => void removeAccess.run(grantId),
    expireAccess: (account) => Number(expire.run(now(), now(), provider, account).changes),
  }
}
