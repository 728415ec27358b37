import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Auth } from '../auth/auth.ts'
import { OperationDesk, type DeskState } from './operation-desk.ts'

export interface Operations extends DeskState {
  desk: OperationDesk
}

const CHANNEL = 'chain-of-trust operations'

/**
 * The person's parked operations, asked anew whenever they come back to this tab, or act in another one. The
 * first time, and after each answer, whoever shows them has to `load`.
 */
export function useOperations(auth: Auth): Operations {
  // Says only that something has changed; what it is, each tab asks for itself, as whom it is.
  const [channel] = useState(() => new BroadcastChannel(CHANNEL))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const [desk] = useState(() => new OperationDesk({ auth, announce: () => channel.postMessage('changed') }))
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
  return { ...state, desk }
}
