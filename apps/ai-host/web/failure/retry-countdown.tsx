import { useCountdown } from './use-countdown.ts'

interface RetryCountdownProps {
  seconds: number
  onRetry: () => void
}

export function RetryCountdown({ seconds, onRetry }: RetryCountdownProps) {
  const left = useCountdown(seconds, onRetry)
  return (
    <span role="timer" className="hint">
      Trying again in {left} s
    </span>
  )
}
