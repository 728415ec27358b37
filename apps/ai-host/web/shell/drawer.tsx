import { useEffect, useRef, type ReactNode } from 'react'
import { Icon } from './icon.tsx'

interface DrawerProps {
  title: string
  open: boolean
  onClose: () => void
  children: ReactNode
}

/** A modal panel. `<dialog>` keeps the focus inside, closes on Escape, and gives the focus back. */
export function Drawer({ title, open, onClose, children }: DrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <dialog
      ref={dialog}
      className="panel drawer"
      aria-label={title}
      onClose={onClose}
      // A tap beside it closes it, where the browser knows how.
      {...{ closedby: 'any' }}
    >
      <div className="drawer-header">
        <h2>{title}</h2>
        <button
          type="button"
          className="button icon-button quiet"
          aria-label={`Close ${title}`}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      {open && children}
    </dialog>
  )
}
