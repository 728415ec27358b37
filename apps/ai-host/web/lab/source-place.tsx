import type { SourceLine } from './wire.ts'

/** File and line of the code that refuses, and the line itself. */
export function SourcePlace({ source }: { source: SourceLine | undefined }) {
  if (source === undefined) return <>Nowhere: there is nothing that could be refused.</>
  return (
    <span className="lab-source">
      <code>
        {source.file}:{source.line}
      </code>
      {source.code !== undefined && <code className="lab-code">{source.code}</code>}
    </span>
  )
}
