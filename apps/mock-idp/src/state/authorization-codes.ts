import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Evidence } from '../conditional-access/situation.ts'
import { digest, randomToken } from './database.ts'

const LIFETIME = 10 * 60

/** What a code stands for, fixed at the authorization endpoint. */
export interface CodeGrant extends Evidence {
  oid: string
  sid: string
  clientId: string
  redirectUri: string
  codeChallenge: string
  scope: string
  nonce?: string
  /** Thumbprint of the key that alone may redeem the code (RFC 9449 §10). */
  dpopJkt?: string
  /** The `claims` parameter, if the token request brings none. */
  claims?: string
}

export interface StoredCode {
  /** Refresh tokens made from this code share it. */
  family: string
  grant: CodeGrant
  redeemed: boolean
  expired: boolean
}

export interface AuthorizationCodes {
  issue(grant: CodeGrant): string
  find(code: string): StoredCode | undefined
  /** @returns false when it had been redeemed before: only one of two racing requests hears true */
  redeem(code: string): boolean
}

export function openAuthorizationCodes(database: DatabaseSync, now: () => number): AuthorizationCodes {
  const insert = database.prepare('insert into authorization_code values (?, ?, ?, null, ?)')
  const select = database.prepare('select * from authorization_code where code = ?')
  const update = database.prepare(
    'update authorization_code set redeemed_at = ? where code = ? and redeemed_at is null',
  )
  return {
    issue(grant) {
      const code = randomToken()
      insert.run(digest(code), randomUUID(), JSON.stringify(grant), now() + LIFETIME)
      return code
    },
    find(code) {
      const row = select.get(digest(code))
      return (
        row && {
          family: String(row['family']),
          grant: JSON.parse(String(row['body'])) as CodeGrant,
          redeemed: row['redeemed_at'] !== null,
          expired: Number(row['expires_at']) <= now(),
        }
      )
    },
    redeem: (code) => update.run(now(), digest(code)).changes === 1,
  }
}
