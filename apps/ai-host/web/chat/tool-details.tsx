import { ArgumentList } from './argument-list.tsx'

interface ToolDetailsProps {
  input: Record<string, unknown>
  content: string | undefined
}

/** Arguments and result as they are. The result is somebody's document: plain text, never markup. */
export function ToolDetails({ input, content }: ToolDetailsProps) {
  const hasInput = Object.keys(input).length > 0
  if (!hasInput && content === undefined) return null
  return (
    <details className="tool-details">
      <summary>{content === undefined ? 'Arguments' : 'Arguments and result'}</summary>
      {hasInput && <ArgumentList input={input} />}
      {content !== undefined && (
        // A long result scrolls, so the keyboard must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre tabIndex={0} aria-label="Result">
          {content}
        </pre>
      )}
    </details>
  )
}
