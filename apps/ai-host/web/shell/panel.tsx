import type { ReactNode } from 'react'
import { Drawer } from './drawer.tsx'
import { useWide } from './use-wide.ts'

interface PanelProps {
  title: string
  /** Of the drawer; where there is room the panel is always there. */
  open: boolean
  onClose: () => void
  /** False: something else stands beside the conversation. */
  beside: boolean
  children: ReactNode
}

/** Beside the conversation where there is room, else a drawer. */
export function Panel({ beside, ...props }: PanelProps) {
  if (!useWide() || !beside) return <Drawer {...props} />
  return (
    <aside className="panel" aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.children}
    </aside>
  )
}
