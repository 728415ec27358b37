import { useElapsed } from './use-elapsed.ts'

/** How long it will take, nobody knows: that it goes on, and since when, can be said. */
export function Running({ what }: { what: string }) {
  const seconds = useElapsed()
  return (
    <div className="running">
      <progress aria-label={what} />
      <span className="hint" aria-hidden="true">
        {seconds < 2 ? 'Running…' : `Running for ${seconds} s`}
      </span>
    </div>
  )
}
