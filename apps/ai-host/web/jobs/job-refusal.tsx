import { BlockedCard } from '../failure/blocked-card.tsx'
import { failureOfKind, isBlocked } from '../failure/failure-of-kind.ts'
import { remedyFor } from '../failure/remedy.ts'
import type { ToolRefusal } from '../wire/tool-output.ts'

interface JobRefusalProps {
  refusal: ToolRefusal
  tried: string
  /** ISO 8601. */
  at: string
}

/** Why the last run of a job came to nothing, and who can help. */
export function JobRefusal({ refusal, tried, at }: JobRefusalProps) {
  const { kind, correlationId, reason } = refusal
  if (kind !== undefined && isBlocked(kind)) {
    return <BlockedCard failure={failureOfKind(kind, correlationId)} tried={tried} at={at} />
  }
  const { who, how } = remedyFor(refusal)
  return (
    <p className="trouble">
      {reason} {who}: {how}
    </p>
  )
}
