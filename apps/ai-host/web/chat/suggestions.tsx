const SUGGESTIONS = [
  'Find the budget documents',
  'Read Q3 forecast 2026',
  'Share "Budget 2027" with bob@contoso.example',
  'Delete "Q3 forecast 2026 (old draft)"',
  'List my issues',
  'List my tickets',
]

interface SuggestionsProps {
  name: string
  onAsk: (text: string) => void
  disabled: boolean
}

export function Suggestions({ name, onAsk, disabled }: SuggestionsProps) {
  return (
    <section className="empty" aria-labelledby="empty">
      <h2 id="empty">Hello {name.split(' ')[0]}, what shall the agent do for you?</h2>
      <p>It acts as you, never beyond what you may do, and asks before it shares, writes or deletes.</p>
      <ul>
        {SUGGESTIONS.map((text) => (
          <li key={text}>
            <button type="button" className="suggestion" disabled={disabled} onClick={() => onAsk(text)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
