export function ArgumentList({ input }: { input: Record<string, unknown> }) {
  return (
    <dl className="arguments">
      {Object.entries(input).map(([name, value]) => (
        <div key={name}>
          <dt>{readable(name)}</dt>
          <dd>{typeof value === 'string' ? value : JSON.stringify(value, undefined, 1)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** `documentId`, `document_id` → `Document id` */
function readable(name: string): string {
  const words = name.replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2')
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}
