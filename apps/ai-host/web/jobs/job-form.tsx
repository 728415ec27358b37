import { useState, type SubmitEvent } from 'react'
import { TIME_ZONE } from '../time-zone.ts'
import type { Schedule } from '../wire/job.ts'
import type { NewJob } from './use-jobs.ts'

interface JobFormProps {
  /** What it may use is known. */
  ready: boolean
  onCreate: (job: NewJob) => Promise<boolean>
}

/** A new job: what the agent shall do, and when. */
export function JobForm({ ready, onCreate }: JobFormProps) {
  const [how, setHow] = useState<'daily' | 'once'>('daily')
  const [sending, setSending] = useState(false)
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    if (sending) return
    setSending(true)
    const taken = await onCreate(readForm(new FormData(form), how))
    setSending(false)
    if (taken) form.reset()
  }
  return (
    <form className="job-form" aria-labelledby="new-job" onSubmit={(event) => void submit(event)}>
      <h3 id="new-job">New job</h3>
      <label htmlFor="job-instruction">What shall the agent do?</label>
      <textarea
        id="job-instruction"
        name="instruction"
        rows={3}
        maxLength={2000}
        required
        placeholder="Summarise the documents about the budget"
      />
      <fieldset className="segments">
        <legend className="visually-hidden">How often</legend>
        <button type="button" aria-pressed={how === 'daily'} onClick={() => setHow('daily')}>
          Every day
        </button>
        <button type="button" aria-pressed={how === 'once'} onClick={() => setHow('once')}>
          Once
        </button>
      </fieldset>
      {how === 'daily' ? (
        <>
          <label htmlFor="job-time">At</label>
          <input id="job-time" name="time" type="time" defaultValue="07:30" required />
        </>
      ) : (
        <>
          <label htmlFor="job-moment">On</label>
          <input id="job-moment" name="moment" type="datetime-local" min={localMoment()} required />
        </>
      )}
      <p className="hint">
        Time zone: {TIME_ZONE}. It may use what is switched on under “Permissions” now, except what asks you
        each time.
      </p>
      <button type="submit" className="button primary" disabled={sending || !ready}>
        Create the job
      </button>
    </form>
  )
}

function readForm(data: FormData, how: 'daily' | 'once'): NewJob {
  const field = (name: string): string => {
    const value = data.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const schedule: Schedule =
    how === 'daily'
      ? { daily: field('time'), timeZone: TIME_ZONE }
      : { at: new Date(field('moment')).toISOString() }
  return { instruction: field('instruction'), schedule }
}

/** Now, in the form that the field takes: local, without seconds. */
function localMoment(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
