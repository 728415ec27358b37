import { useFocusReturn } from './use-focus-return.ts'

interface StepUpActionsProps {
  /** What the one button says. */
  button: string
  onResume: () => void
  onCancel: () => void
}

export function StepUpActions({ button, onResume, onCancel }: StepUpActionsProps) {
  const actions = useFocusReturn<HTMLDivElement>()
  return (
    <div className="actions" ref={actions}>
      <button type="button" className="button primary" onClick={onResume}>
        {button}
      </button>
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  )
}
