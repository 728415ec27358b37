import { useCallback, useEffect, useRef, useState, type Dispatch, type SetStateAction } from 'react'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import type { Failure } from '../failure/failure.ts'
import { failureOf } from '../failure/failure-of.ts'
import { afterLine, type LabState } from './lab-state.ts'
import { runLines } from './run-lines.ts'
import { Attacks, Pairs, type PairEntry } from './wire.ts'

export interface Lab {
  /** Absent while it is loading. */
  catalogue: (Attacks & { pairs: PairEntry[] }) | undefined
  state: LabState
  failure: Failure | undefined
  load: () => void
  run: (ids: readonly string[]) => void
  /** Ends the run after what is under way. */
  cancel: () => void
}

/** What has been run stays when somebody leaves the lab to look at a chain. */
export type LabResults = readonly [LabState, Dispatch<SetStateAction<LabState>>]

/** The attack lab, while somebody looks at it: a run ends when they go. */
export function useLab(fetch: ResourceFetch, [state, setState]: LabResults): Lab {
  const [catalogue, setCatalogue] = useState<Lab['catalogue']>()
  const [failure, setFailure] = useState<Failure>()
  const abort = useRef<AbortController>(undefined)
  const load = useCallback(async () => {
    try {
      const [attacks, pairs] = await Promise.all([fetch('/api/attacks'), fetch('/api/pairs')])
      setCatalogue({ ...Attacks.parse(await attacks.json()), ...Pairs.parse(await pairs.json()) })
      setFailure(undefined)
    } catch (error) {
      setFailure(failureOf(error, 'The attack lab'))
    }
  }, [fetch])
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect
    void load()
    return () => abort.current?.abort()
  }, [load])

  const run = async (ids: readonly string[]) => {
    if (state.run !== undefined) return
    const going = new AbortController()
    abort.current = going
    setFailure(undefined)
    setState((before) => ({ ...before, run: { total: ids.length, done: 0 }, broken: undefined }))
    try {
      const response = await fetch('/api/runs', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ids }),
        signal: going.signal,
      })
      for await (const line of runLines(response.body!)) setState((before) => afterLine(before, line))
    } catch (error) {
      if (!going.signal.aborted) setFailure(failureOfRun(error))
    } finally {
      setState((before) => ({ ...before, run: undefined }))
    }
  }
  return {
    catalogue,
    state,
    failure,
    load: () => void load(),
    run: (ids) => void run(ids),
    cancel: () => abort.current?.abort(),
  }
}

function failureOfRun(error: unknown): Failure {
  if (!(error instanceof OrchestratorRefusal) || error.error !== 'run_in_progress')
    return failureOf(error, 'The attack lab')
  return {
    title: 'Somebody else runs attacks',
    what: 'The lab runs one set of attacks at a time: two would end each other’s sessions. It may be another tab of yours.',
    who: 'Whoever runs them',
    how: 'Wait until they are done, or end them there.',
    action: 'none',
  }
}
