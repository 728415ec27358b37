import type { Accounts } from '../accounts/accounts.ts'
import type { ConnectPage } from '../accounts/account.ts'
import type { Caller } from '../tools/tool-call.ts'
import type { OperationAudit } from './operation-audit.ts'
import type { OperationStore } from './operation-store.ts'
import type { Operations } from './operations.ts'
import { enforceClient } from './resume.ts'

export type Connecting =
  | { is: 'unknown' }
  /** It does not wait for an account, or waits no more. */
  | { is: 'not_waiting' }
  | { is: 'page'; page: ConnectPage }

export interface ConnectOptions {
  store: OperationStore
  record: OperationAudit
  accounts: Pick<Accounts, 'connect'>
  find: Operations['find']
}

/**
 * Asks the vault for a fresh connect page, for just what the call waits for: the first one lasts minutes, the call a day.
 * @throws Refusal
 */
export function createConnect({ store, record, accounts, find }: ConnectOptions) {
  return async (caller: Caller, id: string): Promise<Connecting> => {
    const found = await find(caller, id)
    if (found === undefined) return { is: 'unknown' }
    enforceClient(found, caller, record)
    const { needs } = found
    if (found.state !== 'needs_user' || needs?.kind !== 'link') return { is: 'not_waiting' }
    const page = await accounts.connect(caller, needs.by, needs.scopes, { inAddition: true })
    if (page === undefined) return { is: 'not_waiting' }
    // In every other tab too. Resumed meanwhile, it needs no page; the person may have the one they asked for.
    const fresh = { ...needs, url: page.url, urlExpiresAt: page.expiresAt }
    await store.change(found, { state: 'needs_user', needs: fresh })
    record(found, 'success', 'connect_page_renewed', caller)
    return { is: 'page', page }
  }
}
