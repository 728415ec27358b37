import { useSyncExternalStore } from 'react'

const query = matchMedia('(width >= 60rem)')

function subscribe(onChange: () => void): () => void {
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}

/** There is room beside the conversation. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches)
}
