import type { ReactNode } from 'react'
import { Drawer } from './drawer.tsx'
import { useWide } from './use-wide.ts'

interface PanelProps {
  title: string
  /** Of the drawer; where there is room the panel is always there. */
  open: boolean
  onClose: () => void
  children: ReactNode
}

/** Beside the conversation where there is room, else a drawer. */
export function Panel(props: PanelProps) {
  if (!useWide()) return <Drawer {...props} />
  return (
    <aside className="panel" aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.children}
    </aside>
  )
}
