import { Icon, type IconName } from './icon.tsx'

interface HeaderButtonProps {
  icon: IconName
  label: string
  /** How many need the person; 0 shows none. */
  count?: number
  onClick: () => void
}

/** Opens a drawer. */
export function HeaderButton({ icon, label, count = 0, onClick }: HeaderButtonProps) {
  return (
    <button type="button" className="button quiet with-badge" aria-haspopup="dialog" onClick={onClick}>
      <Icon name={icon} />
      <span className="wide-text">{label}</span>
      {count > 0 && <span className="badge">{count}</span>}
    </button>
  )
}
