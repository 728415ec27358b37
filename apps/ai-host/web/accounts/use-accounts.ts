import { useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import type { Failure } from '../failure/failure.ts'
import type { Account } from '../wire/account.ts'
import { accountsApi } from './accounts-api.ts'
import { failureOfAccount } from './failure-of-account.ts'
import { stillPending, without, type Pending } from './pending.ts'

export interface Accounts {
  /** Absent while they are loading. */
  accounts: readonly Account[] | undefined
  failure: Failure | undefined
  /** Servers whose account is being connected from here. */
  pending: Pending
  /** The server that something is asked for, just now. */
  busy: string | undefined
  load: () => void
  /** Asks for a page to connect the account. It opens nothing: the person has not seen yet where it leads. */
  connect: (account: Account, scopes: readonly string[]) => Promise<void>
  opened: (account: Account) => void
  /** The person has thought better of it. */
  forget: (account: Account) => void
  disconnect: (account: Account) => Promise<void>
}

type Listed = Pick<Accounts, 'accounts' | 'failure'>

const POLL = 2000

/** The person's accounts at providers, while somebody looks at them. */
export function useAccounts(fetch: ResourceFetch, onChange: () => void): Accounts {
  const api = useMemo(() => accountsApi(fetch), [fetch])
  const [{ accounts, failure }, setListed] = useState<Listed>({ accounts: undefined, failure: undefined })
  const [pending, setPending] = useState<Pending>({})
  const [busy, setBusy] = useState<string>()
  const load = useCallback(async (): Promise<void> => {
    try {
      const listed = await api.list()
      setListed({ accounts: listed, failure: undefined })
      setPending((before) => stillPending(before, listed))
    } catch (error) {
      // What was listed before is better than nothing.
      setListed((before) => ({ ...before, failure: failureOfAccount(error) }))
    }
  }, [api])

  const opened = Object.values(pending).some((one) => one.opened)
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect
    void load()
    const back = (): void => void load()
    addEventListener('focus', back)
    return () => removeEventListener('focus', back)
  }, [load])
  useEffect(() => {
    if (!opened) return undefined
    const timer = setInterval(() => document.visibilityState === 'visible' && void load(), POLL)
    return () => clearInterval(timer)
  }, [opened, load])

  const linked = accounts?.filter(({ state }) => state === 'linked').length ?? 0
  const changed = useEffectEvent(onChange)
  useEffect(() => {
    // A call may wait for just that.
    if (linked > 0) changed()
  }, [linked])

  const ask = async <Answer>(server: string, asked: () => Promise<Answer>): Promise<Answer | undefined> => {
    if (busy !== undefined) return undefined
    setBusy(server)
    try {
      return await asked()
    } catch (error) {
      // It was gone already: in another tab, or at the vault's own page.
      const gone = error instanceof OrchestratorRefusal && error.status === 404
      if (!gone) setListed((before) => ({ ...before, failure: failureOfAccount(error) }))
      return undefined
    } finally {
      setBusy(undefined)
    }
  }
  return {
    accounts,
    failure,
    pending,
    busy,
    load: () => void load(),
    connect: async (account, scopes) => {
      const link = await ask(account.server, () => api.connect(account.server, scopes))
      if (link)
        setPending((before) => ({
          ...before,
          [account.server]: {
            link,
            scopes,
            opened: before[account.server]?.opened ?? false,
            before: account,
          },
        }))
    },
    opened: ({ server }) =>
      setPending((before) => {
        const one = before[server]
        return one === undefined ? before : { ...before, [server]: { ...one, opened: true } }
      }),
    forget: ({ server }) => setPending((before) => without(before, server)),
    disconnect: async ({ server }) => {
      await ask(server, () => api.disconnect(server))
      await load()
    },
  }
}
