import { useEffect, useEffectEvent, useState } from 'react'

/** Counts down to zero once, then calls `onEnd`. @returns seconds left */
export function useCountdown(seconds: number, onEnd: () => void): number {
  const [left, setLeft] = useState(seconds)
  const end = useEffectEvent(onEnd)
  useEffect(() => {
    if (left <= 0) {
      end()
      return undefined
    }
    const timer = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(timer)
  }, [left])
  return Math.max(0, left)
}
