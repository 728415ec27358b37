import { useEffect, useState } from 'react'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import type { Failure } from '../failure/failure.ts'
import { failureOf } from '../failure/failure-of.ts'
import { Catalogue } from '../wire/catalogue.ts'

export interface CatalogueState {
  catalogue: Catalogue | undefined
  failure: Failure | undefined
  load: () => void
}

/** Seconds until a temporary failure is tried again, where the orchestrator has not said. */
const PAUSE = 3

/**
 * What the agent may be allowed to use. Asked once for each sign-in, and again when that failed: by itself when
 * it is temporary, because a conversation that has to go on waits for it.
 */
export function useCatalogue(fetch: ResourceFetch): CatalogueState {
  const [state, setState] = useState<Omit<CatalogueState, 'load'>>(nothing)
  useEffect(() => {
    const stop = new AbortController()
    void ask(fetch, stop.signal).then((answer) => stop.signal.aborted || setState(answer))
    return () => stop.abort()
  }, [fetch])
  useEffect(() => {
    const { failure } = state
    if (failure?.action !== 'retry') return
    const again = setTimeout(() => void ask(fetch).then(setState), (failure.retryAfter ?? PAUSE) * 1000)
    return () => clearTimeout(again)
    // Of the answer, not of its failure: the same failure twice is one object, and the second would end the trying.
  }, [fetch, state])
  const load = () => {
    setState(nothing)
    void ask(fetch).then(setState)
  }
  return { ...state, load }
}

const nothing = { catalogue: undefined, failure: undefined }

async function ask(fetch: ResourceFetch, signal?: AbortSignal): Promise<Omit<CatalogueState, 'load'>> {
  try {
    const response = await fetch('/api/catalogue', signal === undefined ? {} : { signal })
    return { catalogue: Catalogue.parse(await response.json()), failure: undefined }
  } catch (error) {
    return { catalogue: undefined, failure: failureOf(error) }
  }
}
