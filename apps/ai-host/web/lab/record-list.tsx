/** The audit records, as the services wrote them. */
export function RecordList({ records }: { records: readonly Record<string, unknown>[] }) {
  if (records.length === 0) return <p className="hint">No audit record.</p>
  return (
    <details>
      <summary>{records.length === 1 ? 'Its audit record' : `Its ${records.length} audit records`}</summary>
      {records.map((record, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <pre key={at}>{JSON.stringify(record, undefined, 2)}</pre>
      ))}
    </details>
  )
}
