import type { DatabaseSync } from 'node:sqlite'
import type { AuthorizationRequest } from '../authorization-server/authorization-request.ts'
import { digest, randomToken } from './database.ts'

const LIFETIME_MS = 15 * 60_000

/** What an open page waits for. The browser holds only its id. */
export type Interaction =
  | { step: 'sign_in'; request: AuthorizationRequest }
  | { step: 'consent'; request: AuthorizationRequest; account: string }

export interface Interactions {
  /** @returns the id that the page's form posts back */
  open(browser: string, interaction: Interaction): string
  /**
   * Takes an interaction out: once, by the browser for which it was opened, for the step that it waits for. A form
   * that another site submits and a repeated post find nothing (CSRF).
   */
  take<Step extends Interaction['step']>(
    browser: string,
    id: string,
    step: Step,
  ): Extract<Interaction, { step: Step }> | undefined
}

export function openInteractions(database: DatabaseSync, provider: string, now: () => number): Interactions {
  const insert = database.prepare('insert into interaction values (?, ?, ?, ?, ?, ?)')
  const remove = database.prepare(
    `delete from interaction where id = ? and provider = ? and browser = ? and step = ? and expires_at > ?
     returning body`,
  )
  return {
    open(browser, interaction) {
      const id = randomToken()
      const body = JSON.stringify(interaction)
      insert.run(digest(id), provider, digest(browser), interaction.step, body, now() + LIFETIME_MS)
      return id
    },
    take(browser, id, step) {
      const row = remove.get(digest(id), provider, digest(browser), step, now())
      return row && JSON.parse(String(row['body']))
    },
  }
}
