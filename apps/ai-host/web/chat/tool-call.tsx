import type { Failure } from '../failure/failure.ts'
import { Icon, type IconName } from '../shell/icon.tsx'
import { ApprovalCard } from './approval-card.tsx'
import { ChainStrip } from './chain-strip.tsx'
import { RefusalCard } from './refusal-card.tsx'
import { ScopeList } from './scope-list.tsx'
import { ShowChain } from './show-chain.tsx'
import { ToolDetails } from './tool-details.tsx'
import type { ToolStep } from './tool-step.ts'
import { goesOn, WaitingCall, type CallOperations } from './waiting-call.tsx'

interface ToolCallProps {
  step: ToolStep
  operations: CallOperations
  /** When the answer ended, and under which id our own records have it. */
  record: { at?: string | undefined; traceId?: string | undefined }
  onAnswer: (id: string, approved: boolean) => void
  onRecover: ((failure: Failure) => void) | undefined
  onShowJobs: () => void
}

const STATES: Record<ToolStep['state'], { label: string; icon: IconName | 'spinner' }> = {
  running: { label: 'Running…', icon: 'spinner' },
  asking: { label: 'Waiting for you', icon: 'hand' },
  approved: { label: 'Approved, running…', icon: 'spinner' },
  waiting: { label: 'Waiting for you', icon: 'hand' },
  declined: { label: 'Declined by you', icon: 'close' },
  done: { label: 'Done', icon: 'check' },
  refused: { label: 'Refused', icon: 'refused' },
  failed: { label: 'No result', icon: 'alert' },
}

export function ToolCall({ step, operations, record, onAnswer, onRecover, onShowJobs }: ToolCallProps) {
  const { label, icon } = STATES[goesOn(step, operations) ? 'running' : step.state]
  const waits = step.state === 'waiting'
  const title = `tool-${step.id}`
  return (
    <article
      className={`card tool-call ${step.state}`}
      id={`call-${step.id}`}
      data-testid="tool-call"
      aria-labelledby={title}
      tabIndex={-1}
    >
      <header>
        <span className="tool-icon">
          {icon === 'spinner' ? <span className="spinner" aria-hidden="true" /> : <Icon name={icon} />}
        </span>
        <h3 id={title}>
          {step.title} <span className="tool-server">{step.server}</span>
        </h3>
        <span className="tool-state">{label}</span>
      </header>
      {step.state === 'asking' ? (
        <ApprovalCard step={step} onAnswer={onAnswer} />
      ) : (
        <ScopeList asked={step.asked} granted={step.granted} />
      )}
      {step.state === 'declined' && <p className="tool-note">Nothing was done.</p>}
      {step.error !== undefined && <p className="tool-note">{step.error}</p>}
      {waits && <WaitingCall step={step} operations={operations} />}
      {step.refusal && !waits && (
        <RefusalCard
          refusal={step.refusal}
          by={step.refusedBy ?? step.server}
          tried={`${step.title} · ${step.server}`}
          record={record}
          onRecover={onRecover}
        />
      )}
      {step.state === 'done' && step.granted?.length ? (
        <ChainStrip server={step.server} provider={step.account?.title} granted={step.granted} />
      ) : null}
      {record.traceId !== undefined && <ShowChain traceId={record.traceId} />}
      {step.state === 'done' && step.plan && (
        <button type="button" className="button small" onClick={onShowJobs}>
          See it under “Jobs”
        </button>
      )}
      {step.state !== 'asking' && !waits && <ToolDetails input={step.input} content={step.content} />}
    </article>
  )
}
