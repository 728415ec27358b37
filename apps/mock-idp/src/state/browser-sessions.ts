import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Evidence } from '../conditional-access/situation.ts'
import { digest, randomToken } from './database.ts'

const LIFETIME = 24 * 3600

/**
 * One person signed in at one browser, and what they have shown there. Several people may be signed in at the same
 * browser.
 */
export interface BrowserSession extends Evidence {
  oid: string
  /** `sid` of the ID token. */
  sid: string
}

/** The sign-ins of a browser, found by its cookie. */
export interface BrowserSessions {
  list(browser: string): BrowserSession[]
  /**
   * Signs a person in and gives the browser a new cookie value: one planted before the sign-in (session
   * fixation) is worth nothing afterwards. The browser's other sign-ins and open pages move along.
   */
  signIn(browser: string, oid: string, authenticatedAt: number): string
  /** The person has given a second factor, now, for these authentication contexts. */
  addSecondFactor(browser: string, oid: string, acrs: readonly string[]): void
  /** Ends one person's session, or all; the ended ones are returned. */
  end(browser: string, oid?: string): BrowserSession[]
}

export function openBrowserSessions(database: DatabaseSync, now: () => number): BrowserSessions {
  const select = database.prepare('select * from browser_session where browser = ? and expires_at > ?')
  const insert = database.prepare('insert or replace into browser_session values (?, ?, ?, ?, ?, ?, null)')
  const moves = ['browser_session', 'interaction'].map((table) =>
    database.prepare(`update ${table} set browser = ? where browser = ?`),
  )
  const update = database.prepare(
    'update browser_session set acrs = ?, mfa_at = ? where browser = ? and oid = ?',
  )
  const remove = database.prepare('delete from browser_session where browser = ? and oid = ?')

  const list = (browser: string): BrowserSession[] =>
    select.all(digest(browser), now()).map((row) => ({
      oid: String(row['oid']),
      sid: String(row['sid']),
      authenticatedAt: Number(row['authenticated_at']),
      acrs: JSON.parse(String(row['acrs'])) as string[],
      ...(row['mfa_at'] === null ? {} : { mfaAt: Number(row['mfa_at']) }),
    }))

  return {
    list,
    signIn(browser, oid, authenticatedAt) {
      const fresh = randomToken()
      for (const move of moves) move.run(digest(fresh), digest(browser))
      insert.run(digest(fresh), oid, randomUUID(), authenticatedAt, '[]', now() + LIFETIME)
      return fresh
    },
    addSecondFactor(browser, oid, acrs) {
      const held = list(browser).find((session) => session.oid === oid)?.acrs ?? []
      update.run(JSON.stringify([...new Set([...held, ...acrs])].sort()), now(), digest(browser), oid)
    },
    end(browser, oid) {
      const ended = list(browser).filter((session) => oid === undefined || session.oid === oid)
      for (const session of ended) remove.run(digest(browser), session.oid)
      return ended
    },
  }
}
