import { useEffect, useRef, type RefObject } from 'react'

const NEAR = 120

/** Keeps the end in view while it grows, unless the person has scrolled up to read. */
export function useStickToBottom(): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null)
  const atBottom = useRef(true)

  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const onScroll = (): void => {
      atBottom.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [])

  useEffect(() => {
    if (atBottom.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  })
  return box
}
