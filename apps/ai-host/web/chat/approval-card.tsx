import { useState } from 'react'
import { ArgumentList } from './argument-list.tsx'
import { PlannedJobFacts } from './planned-job-facts.tsx'
import type { ToolStep } from './tool-step.ts'

interface ApprovalCardProps {
  step: ToolStep
  onAnswer: (id: string, approved: boolean) => void
}

/** The person decides on this one call with just these arguments. */
export function ApprovalCard({ step, onAnswer }: ApprovalCardProps) {
  const [answered, setAnswered] = useState(false)
  const { approval, plan } = step
  if (approval === undefined) return null
  const answer = (approved: boolean, button: Element) => {
    // The second click of a double click must not answer the next question that takes this one's place.
    if (answered) return
    setAnswered(true)
    // The button goes away: the focus stays with the call.
    button.closest('article')?.focus()
    onAnswer(approval.id, approved)
  }
  return (
    <div className="approval" data-testid="approval-card">
      <h4>{plan ? 'Do you approve this job?' : 'Do you approve this?'}</h4>
      {plan ? <PlannedJobFacts {...plan} /> : <OneCall step={step} />}
      <div className="actions">
        <button
          type="button"
          className="button primary"
          disabled={answered}
          onClick={(event) => answer(true, event.currentTarget)}
        >
          Approve
        </button>
        <button
          type="button"
          className="button"
          disabled={answered}
          onClick={(event) => answer(false, event.currentTarget)}
        >
          Decline
        </button>
      </div>
    </div>
  )
}

function OneCall({ step: { server, asked, description, approval, input } }: { step: ToolStep }) {
  return (
    <>
      <p>
        <strong>{server}</strong> will do this as you, once
        {asked.length > 0 && ', with the permission '}
        {asked.map((scope) => (
          <code key={scope}>{scope}</code>
        ))}
        .{description !== undefined && <> {description}</>}
      </p>
      {approval?.reason !== undefined && <p>{approval.reason}</p>}
      <ArgumentList input={input} />
    </>
  )
}
