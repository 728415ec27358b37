import { useRef, useState, type KeyboardEvent, type SubmitEvent } from 'react'
import { Icon } from '../shell/icon.tsx'

interface ComposerProps {
  onAsk: (text: string) => void
  onStop: () => void
  /** An answer is on its way. */
  busy: boolean
  /** Why nothing can be sent now; absent when it can. */
  blocked: string | undefined
}

export function Composer({ onAsk, onStop, busy, blocked }: ComposerProps) {
  const [text, setText] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (busy || blocked !== undefined || text.trim() === '') return
    onAsk(text.trim())
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter accepts it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    form.current?.requestSubmit()
  }
  return (
    <form className="composer" ref={form} onSubmit={submit}>
      <label className="visually-hidden" htmlFor="chat-input">
        Ask the agent
      </label>
      <textarea
        id="chat-input"
        data-testid="chat-input"
        rows={1}
        maxLength={4000}
        placeholder={blocked ?? 'Ask for documents, issues, tickets'}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {busy ? (
        <button type="button" className="button icon-button stop" onClick={onStop} aria-label="Stop">
          <Icon name="stop" />
        </button>
      ) : (
        <button
          type="submit"
          className="button primary icon-button"
          aria-label="Send"
          disabled={blocked !== undefined || text.trim() === ''}
        >
          <Icon name="send" />
        </button>
      )}
    </form>
  )
}
