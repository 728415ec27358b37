import { Icon, type IconName } from './icon.tsx'

interface HeaderButtonProps {
  icon: IconName
  label: string
  /** Where the label is short: what it opens. It begins or ends with the label (WCAG 2.2, 2.5.3). */
  name?: string
  /** How many need the person; 0 shows none. */
  count?: number
  onClick: () => void
}

/** Opens a drawer. */
export function HeaderButton({ icon, label, name, count = 0, onClick }: HeaderButtonProps) {
  return (
    <button
      type="button"
      className="button quiet with-badge"
      aria-haspopup="dialog"
      aria-label={name}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span className="wide-text">{label}</span>
      {count > 0 && <span className="badge">{count}</span>}
    </button>
  )
}
