import { useRef } from 'react'
import { Icon } from '../shell/icon.tsx'
import type { ConnectPage } from './connect-page.ts'

interface ConnectLinkProps {
  page: ConnectPage
  label: string
  onOpened: () => void
}

/** Milliseconds. */
const HELD_KEY = 1000

/**
 * Opens the page in a window that this one cannot reach, nor it us, and only in a click. A plain link: no popup
 * blocker minds it, and the browser shows, copies and opens it as the person is used to.
 */
export function ConnectLink({ page, label, onOpened }: ConnectLinkProps) {
  const last = useRef(-Infinity)
  return (
    <a
      className="button primary"
      href={page.href}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(event) => {
        // The second half of a double click; or Enter held down, whose clicks nobody counts.
        const repeated = event.detail > 1 || (event.detail === 0 && event.timeStamp - last.current < HELD_KEY)
        if (repeated) event.preventDefault()
        else onOpened()
        last.current = event.timeStamp
      }}
      onAuxClick={({ button }) => {
        if (button === 1) onOpened()
      }}
    >
      {label} <span className="visually-hidden">(opens a new window)</span>
      <Icon name="open" />
    </a>
  )
}
