import { useEffect, useEffectEvent, useState } from 'react'
import { accountsApi } from '../accounts/accounts-api.ts'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import type { Operations } from '../operations/use-operations.ts'
import { waitsForLink } from '../operations/waiting.ts'
import { LinkWatch } from './link-watch.ts'

/**
 * Lets calls go on by themselves once the account that they wait for is connected: those of this conversation, and
 * those whose page was opened from this tab.
 * @returns looks at once
 */
export function useLinkWatch(
  fetch: ResourceFetch,
  { operations, opened, desk }: Operations,
  conversation: string,
): () => void {
  const [watch] = useState(
    () =>
      new LinkWatch({
        accounts: () => accountsApi(fetch).list(),
        resume: desk.resumeLinked,
        visible: () => document.visibilityState === 'visible',
      }),
  )
  useEffect(() => {
    const ours = operations.filter((one) => one.conversation === conversation || opened.has(one.id))
    watch.watch({ operations: ours, opened })
  }, [watch, operations, opened, conversation])

  const look = useEffectEvent(() => {
    if (document.visibilityState === 'visible') void watch.look()
  })
  const waits = operations.some(waitsForLink)
  useEffect(() => {
    if (!waits) return undefined
    // It may have been connected while this page was away, reloaded, or not looked at.
    look()
    const back = (): void => look()
    addEventListener('focus', back)
    document.addEventListener('visibilitychange', back)
    return () => {
      removeEventListener('focus', back)
      document.removeEventListener('visibilitychange', back)
      watch.close()
    }
  }, [waits, watch])
  return () => void watch.look()
}
