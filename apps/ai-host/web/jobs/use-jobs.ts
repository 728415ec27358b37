import { useCallback, useEffect, useState } from 'react'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import type { Failure } from '../failure/failure.ts'
import { failureOf } from '../failure/failure-of.ts'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import { JobList, type Job, type Schedule } from '../wire/job.ts'

export interface NewJob {
  instruction: string
  schedule: Schedule
}

export interface Jobs {
  /** Absent while they are loading. */
  jobs: readonly Job[] | undefined
  failure: Failure | undefined
  load: () => void
  /** @returns whether it was taken */
  create: (job: NewJob) => Promise<boolean>
  run: (job: Job) => Promise<boolean>
  cancel: (job: Job) => Promise<boolean>
}

type Listed = Pick<Jobs, 'jobs' | 'failure'>

const POLL = 2000

/** The person's jobs, while somebody looks at them. */
export function useJobs(fetch: ResourceFetch, delegation: Record<string, string[]> | undefined): Jobs {
  const [{ jobs, failure }, setState] = useState<Listed>({ jobs: undefined, failure: undefined })
  const load = useCallback(async (): Promise<void> => {
    const listed = await list(fetch)
    // What was listed before is better than nothing.
    setState((before) => ({ jobs: listed.jobs ?? before.jobs, failure: listed.failure }))
  }, [fetch])
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect
    void load()
  }, [load])

  const runs = jobs?.some(({ state }) => state === 'running') ?? false
  useEffect(() => {
    if (!runs) return undefined
    const timer = setInterval(() => void load(), POLL)
    return () => clearInterval(timer)
  }, [runs, load])

  const send = async (path: string, method: string, body?: object): Promise<boolean> => {
    try {
      const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      await fetch(path, { method, ...(body === undefined ? {} : json) })
      await load()
      return true
    } catch (error) {
      setState((before) => ({ ...before, failure: failureOfJob(error) }))
      return false
    }
  }
  const of = ({ id }: Job): string => `/api/jobs/${encodeURIComponent(id)}`
  return {
    jobs,
    failure,
    load: () => void load(),
    create: (job) => send('/api/jobs', 'POST', { ...job, delegation }),
    run: (job) => send(`${of(job)}/run`, 'POST'),
    cancel: (job) => send(of(job), 'DELETE'),
  }
}

async function list(fetch: ResourceFetch): Promise<Listed> {
  try {
    const response = await fetch('/api/jobs')
    return { jobs: JobList.parse(await response.json()).jobs, failure: undefined }
  } catch (error) {
    return { jobs: undefined, failure: failureOf(error) }
  }
}

function failureOfJob(error: unknown): Failure {
  const failure = failureOf(error)
  const refused = error instanceof OrchestratorRefusal && error.status === 400
  return refused
    ? { ...failure, title: 'The job was not accepted', how: 'Change it, and try again.' }
    : failure
}
