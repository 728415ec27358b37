import { useEffect, useRef, type RefObject } from 'react'

/** Pixels from the end that still count as the end. */
const NEAR = 40

/** Keeps the end in view while it grows, until the person scrolls up to read, and again once they are back. */
export function useStickToBottom(): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null)
  const sticks = useRef(true)

  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    let before = element.scrollTop
    const onScroll = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = element
      // Only a move upwards is the person's: the end also moves away by itself when a card appears.
      if (scrollTop < before) sticks.current = false
      if (scrollHeight - scrollTop - clientHeight < NEAR) sticks.current = true
      before = scrollTop
    }
    // A phone that is turned, a keyboard that comes up: the end is elsewhere, and nobody has scrolled.
    const resized = new ResizeObserver(() => {
      if (sticks.current) element.scrollTo({ top: element.scrollHeight })
    })
    resized.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [])

  useEffect(() => {
    if (sticks.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  })
  return box
}
