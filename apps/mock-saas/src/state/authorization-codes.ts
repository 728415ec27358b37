import type { DatabaseSync } from 'node:sqlite'
import { digest, randomToken } from './database.ts'

const LIFETIME_MS = 60_000

/** What a code stands for, fixed when the person consented. */
export interface CodeGrant {
  account: string
  clientId: string
  redirectUri: string
  codeChallenge: string
  scopes: readonly string[]
}

export interface StoredCode {
  grant: CodeGrant
  expired: boolean
  /** The grant that the code was redeemed for. */
  redeemedFor?: string
}

export interface AuthorizationCodes {
  issue(grant: CodeGrant): string
  find(code: string): StoredCode | undefined
  /** @returns false when it had been redeemed before */
  redeem(code: string, grantId: string): boolean
}

export function openAuthorizationCodes(
  database: DatabaseSync,
  provider: string,
  now: () => number,
): AuthorizationCodes {
  const insert = database.prepare('insert into authorization_code values (?, ?, ?, null, ?)')
  const select = database.prepare('select * from authorization_code where code = ? and provider = ?')
  const update = database.prepare(
    'update authorization_code set grant_id = ? where code = ? and grant_id is null',
  )
  return {
    issue(grant) {
      const code = randomToken()
      // Kept an hour longer, so that an old one is recognised when it comes a second time.
      const body = JSON.stringify({ grant, expiresAt: now() + LIFETIME_MS })
      insert.run(digest(code), provider, body, now() + LIFETIME_MS + 3_600_000)
      return code
    },
    find(code) {
      const row = select.get(digest(code), provider)
      if (row === undefined) return undefined
      const { grant, expiresAt } = JSON.parse(String(row['body'])) as { grant: CodeGrant; expiresAt: number }
      const redeemedFor = row['grant_id']
      return {
        grant,
        expired: expiresAt <= now(),
        ...(typeof redeemedFor === 'string' ? { redeemedFor } : {}),
      }
    },
    redeem: (code, grantId) => update.run(grantId, digest(code)).changes === 1,
  }
}
