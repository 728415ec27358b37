import type { DatabaseSync } from 'node:sqlite'
import type { Evidence } from '../conditional-access/situation.ts'
import { digest, randomToken } from './database.ts'

const DAY = 86_400
/** Entra's lifetimes: fixed for a single-page application, sliding for all others. */
export const SPA_LIFETIME = DAY
const LIFETIME = 90 * DAY

/** What a refresh token stands for. No resource: it is redeemed for any that the user consented to. */
export interface RefreshGrant extends Evidence {
  oid: string
  clientId: string
  /** Granted when the token request names no scope. */
  scope: string
  /** Session of the sign-in; absent where a middle tier got the token on behalf of the user. */
  sid?: string
  /** Key that a public client must prove (RFC 9449 §5); a confidential one authenticates instead. */
  jkt?: string
  /** Single-page application: epoch seconds at which the family ends, whatever the rotation. */
  fixedExpiry?: number
}

export interface StoredRefreshToken {
  family: string
  grant: RefreshGrant
  rotated: boolean
  expired: boolean
}

export interface RefreshTokens {
  /** @returns the token and its lifetime in seconds */
  issue(family: string, grant: RefreshGrant): { token: string; expiresIn: number }
  find(token: string): StoredRefreshToken | undefined
  /** @returns false when it had been rotated before */
  rotate(token: string): boolean
  revokeFamily(family: string): void
  revokeSession(sid: string): void
}

export function openRefreshTokens(database: DatabaseSync, now: () => number): RefreshTokens {
  const insert = database.prepare('insert into refresh_token values (?, ?, ?, ?, null, ?)')
  const select = database.prepare('select * from refresh_token where token = ?')
  const update = database.prepare(
    'update refresh_token set rotated_at = ? where token = ? and rotated_at is null',
  )
  const removeFamily = database.prepare('delete from refresh_token where family = ?')
  const removeSession = database.prepare('delete from refresh_token where sid = ?')
  return {
    issue(family, grant) {
      const token = randomToken()
      const expiresAt = grant.fixedExpiry ?? now() + LIFETIME
      // Kept a day longer, so that an expired one is called expired and not unknown.
      insert.run(
        digest(token),
        family,
        grant.sid ?? null,
        JSON.stringify({ grant, expiresAt }),
        expiresAt + DAY,
      )
      return { token, expiresIn: expiresAt - now() }
    },
    find(token) {
      const row = select.get(digest(token))
      if (row === undefined) return undefined
      const { grant, expiresAt } = JSON.parse(String(row['body'])) as {
        grant: RefreshGrant
        expiresAt: number
      }
      return {
        family: String(row['family']),
        grant,
        rotated: row['rotated_at'] !== null,
        expired: expiresAt <= now(),
      }
    },
    rotate: (token) => update.run(now(), digest(token)).changes === 1,
    revokeFamily: (family) => void removeFamily.run(family),
    revokeSession: (sid) => void removeSession.run(sid),
  }
}
