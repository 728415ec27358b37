import { CopyButton } from '../../failure/copy-button.tsx'
import { jsonOf, markdownOf, type Exported } from '../export/markdown.ts'

/** The request as a document: to keep, to send, to attach to a ticket. */
export function ExportActions({ exported }: { exported: Exported }) {
  const name = `request-${exported.traceId.slice(0, 8)}`
  return (
    <fieldset className="actions" aria-label="Export">
      <button
        type="button"
        className="button small"
        onClick={() => download(`${name}.md`, 'text/markdown', markdownOf(exported))}
      >
        Download Markdown
      </button>
      <button
        type="button"
        className="button small"
        onClick={() => download(`${name}.json`, 'application/json', jsonOf(exported))}
      >
        Download JSON
      </button>
      <CopyButton text={markdownOf(exported)} what="Markdown" />
    </fieldset>
  )
}

function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken it by then, or never will.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
