import { useState } from 'react'

/** Copies a text, and says so. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState('')
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Select it and copy it yourself'),
    )
  }
  return (
    <>
      <button type="button" className="button small" aria-label={`Copy the ${what}`} onClick={copy}>
        Copy
      </button>
      <output className="hint inline">{said}</output>
    </>
  )
}
