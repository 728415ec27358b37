import { useLayoutEffect, useRef, type RefObject } from 'react'

/** When buttons go away with the focus on one, the focus stays with the article that they were in. */
export function useFocusReturn<E extends HTMLElement>(): RefObject<E | null> {
  const gone = useRef<E>(null)
  useLayoutEffect(() => {
    const element = gone.current
    const article = element?.closest('article')
    return () => {
      if (element?.contains(document.activeElement)) article?.focus()
    }
  }, [])
  return gone
}
