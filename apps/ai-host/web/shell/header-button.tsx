import { Icon, type IconName } from './icon.tsx'

interface HeaderButtonProps {
  icon: IconName
  label: string
  /** Where the label is short: what it opens. It begins or ends with the label (WCAG 2.2, 2.5.3). */
  name?: string
  /** How many need the person; 0 shows none. */
  count?: number
  /** A drawer, unless it says that it opens a page. */
  opens?: 'dialog' | 'page'
  onClick: () => void
}

/** Opens what stands beside, or over, the conversation. */
export function HeaderButton({ icon, label, name, count = 0, opens = 'dialog', onClick }: HeaderButtonProps) {
  return (
    <button
      type="button"
      className="button quiet with-badge"
      aria-haspopup={opens === 'dialog' ? 'dialog' : undefined}
      aria-label={name}
      title={name ?? label}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span className="wide-text">{label}</span>
      {count > 0 && <span className="badge">{count}</span>}
    </button>
  )
}
