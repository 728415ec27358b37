import type { DatabaseSync } from 'node:sqlite'
import type { AuthorizationRequest } from '../authorization-request.ts'
import { digest, randomToken } from './database.ts'

const LIFETIME = 15 * 60

/** What an open page waits for. The browser holds only its id. */
export interface Interaction {
  step: 'sign_in' | 'mfa' | 'confirmation' | 'consent'
  request: AuthorizationRequest
  progress: Progress
}

/** What the person has done since the app sent them here. */
export interface Progress {
  oid?: string
  consented?: boolean
  /** They have given a second factor. */
  approved?: boolean
  /** They have said that it is they who started the app. */
  confirmed?: boolean
}

export interface Interactions {
  /** @returns the id that the page's form posts back */
  open(browser: string, interaction: Interaction): string
  /**
   * Takes an interaction out: once, by the browser for which it was opened, for the step that it waits for. A
   * form that another site submits, another user's id and a repeated post all find nothing (CSRF).
   */
  take(browser: string, id: string, step: Interaction['step']): Interaction | undefined
}

export function openInteractions(database: DatabaseSync, now: () => number): Interactions {
  const insert = database.prepare('insert into interaction values (?, ?, ?, ?)')
  const remove = database.prepare(
    `delete from interaction where id = ? and browser = ? and expires_at > ?
     and json_extract(body, '$.step') = ? returning body`,
  )
  return {
    open(browser, interaction) {
      const id = randomToken()
      insert.run(digest(id), digest(browser), JSON.stringify(interaction), now() + LIFETIME)
      return id
    },
    take(browser, id, step) {
      const row = remove.get(digest(id), digest(browser), now(), step)
      return row && (JSON.parse(String(row['body'])) as Interaction)
    },
  }
}
