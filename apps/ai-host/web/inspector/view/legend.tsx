const ROWS = [
  ['trust', 'Trust', 'a token is handed on, or exchanged'],
  ['person', 'The person', 'signs in, asks, approves'],
  ['validation', 'Validation', 'a token is verified against its issuer’s keys'],
  ['refused', 'Refused', 'it went no further'],
] as const

/** Colour, line and words say the same: who does not see one has the others. */
export function Legend() {
  return (
    <ul className="legend" aria-label="Legend">
      {ROWS.map(([kind, name, meaning]) => (
        <li key={kind}>
          <svg viewBox="0 0 44 10" aria-hidden="true" focusable="false">
            <path className={`arrow past ${kind}`} d="M1 5h32" />
            <path className={`arrow-head ${kind}`} d="M33 0.5 43 5l-10 4.5z" />
          </svg>
          <strong>{name}</strong>
          <span>{meaning}</span>
        </li>
      ))}
    </ul>
  )
}
