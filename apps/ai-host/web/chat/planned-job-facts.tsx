import type { PlannedJob } from './planned-job.ts'

/** All that a yes to this job would be about. */
export function PlannedJobFacts({ instruction, when, permissions }: PlannedJob) {
  return (
    <>
      <p>The agent will do this as you, while you are away. You can cancel it under “Jobs” at any time.</p>
      <dl className="facts planned-job">
        <dt>What</dt>
        <dd>{instruction}</dd>
        <dt>When</dt>
        <dd>{when}</dd>
        <dt>May use</dt>
        <dd>
          <ul>
            {permissions.map(({ value, description }) => (
              <li key={value}>
                <code>{value}</code> {description}
              </li>
            ))}
          </ul>
        </dd>
      </dl>
    </>
  )
}
