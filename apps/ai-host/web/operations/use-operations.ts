import * as z from 'zod'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Auth } from '../auth/auth.ts'
import { readStored, store } from '../session-storage.ts'
import { OperationDesk, type DeskState } from './operation-desk.ts'

export interface Operations extends DeskState {
  desk: OperationDesk
}

const CHANNEL = 'chain-of-trust operations'

/** So that a reload, while the person connects an account, does not end the watch for it. */
const OPENED = 'connecting'
const Opened = z.array(z.string()).catch([])

/**
 * The person's parked operations, asked anew whenever they come back to this tab, or act in another one. The
 * first time, and after each answer, whoever shows them has to `load`.
 */
export function useOperations(auth: Auth): Operations {
  // Says only that something has changed; what it is, each tab asks for itself, as whom it is.
  const [channel] = useState(() => new BroadcastChannel(CHANNEL))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const announce = (): void => channel.postMessage('changed')
  const [desk] = useState(
    () => new OperationDesk({ auth, announce, opened: Opened.parse(readStored(OPENED)) }),
  )
  useEffect(() => {
    const load = (): void => void desk.load()
    channel.addEventListener('message', load)
    addEventListener('focus', load)
    return () => {
      channel.removeEventListener('message', load)
      removeEventListener('focus', load)
      desk.close()
    }
  }, [desk, channel])
  const state = useSyncExternalStore(desk.subscribe, desk.snapshot)
  useEffect(() => store(OPENED, [...state.opened]), [state.opened])
  return { ...state, desk }
}
