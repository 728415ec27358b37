import { useEffect, useState } from 'react'

/** A page that is opened in its last moments would be gone before the person has read it. */
const MARGIN = 15_000

/** The instant has passed, or is about to. @param at ISO 8601; absent: never */
export function useExpired(at: string | undefined): boolean {
  const [now, setNow] = useState(Date.now)
  const end = at === undefined ? Infinity : Date.parse(at) - MARGIN
  useEffect(() => {
    const left = end - Date.now()
    if (!Number.isFinite(left) || left > LONGEST) return undefined
    const timer = setTimeout(() => setNow(Date.now()), Math.max(left, 0))
    return () => clearTimeout(timer)
  }, [end])
  return now >= end
}

/** The longest that a browser's timer can wait. */
const LONGEST = 2 ** 31 - 1
