import { useSyncExternalStore } from 'react'

/** What stands beside, or over, the conversation. */
export interface Route {
  page: 'chat' | 'chain' | 'lab'
  /** Of `chain`: the request that is shown (its trace id). */
  trace?: string
  /** Of `chain`: the walk through the steps, for a presentation. */
  explain?: boolean
}

/**
 * Reads the address. A link may come from anybody: a trace id is taken in the form of W3C Trace Context only, and what
 * it shows is what audit-trail lets this person see.
 */
export function routeOf(hash: string): Route {
  const [page, of] = hash.replace(/^#\/?/, '').split('/')
  if (page === 'lab') return { page }
  if (page === 'explain') return { page: 'chain', explain: true }
  if (page !== 'chain') return { page: 'chat' }
  return of !== undefined && /^[0-9a-f]{32}$/.test(of) ? { page, trace: of } : { page }
}

export function hashOf({ page, trace, explain = false }: Route): string {
  if (page === 'chat') return '#/'
  if (page === 'chain' && explain) return '#/explain'
  return trace === undefined ? `#/${page}` : `#/${page}/${trace}`
}

export function goTo(route: Route): void {
  location.hash = hashOf(route)
}

/** The page that the address names; back and forward of the browser work. */
export function useRoute(): Route {
  return routeOf(
    useSyncExternalStore(
      (onChange) => {
        addEventListener('hashchange', onChange)
        return () => removeEventListener('hashchange', onChange)
      },
      () => location.hash,
    ),
  )
}
