import type { Exchange } from './wire.ts'

/** What was sent and what came back, in order: claims instead of tokens. */
export function ExchangeList({ exchanges }: { exchanges: readonly Exchange[] }) {
  if (exchanges.length === 0) return <p className="hint">Nothing went over the wire.</p>
  return (
    <ol className="lab-exchanges">
      {exchanges.map((exchange, at) => (
        // Never reordered: what was sent is over.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={at}>
          <Sent sent={exchange.sent} />
          <Received received={exchange.received} />
        </li>
      ))}
    </ol>
  )
}

function Sent({ sent }: { sent: Exchange['sent'] }) {
  return (
    <div className="lab-sent">
      <code>
        {sent.method} {sent.url}
      </code>
      {sent.headers.length > 0 && <p className="hint">Header names: {sent.headers.join(', ')}</p>}
      {sent.tokens.map(({ as, header, claims }, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <details key={at}>
          <summary>Claims of {nameOf(as)}, without its signature</summary>
          <pre>{JSON.stringify({ header, claims }, undefined, 2)}</pre>
        </details>
      ))}
      {sent.body !== undefined && (
        <details>
          <summary>Body</summary>
          <pre>{sent.body}</pre>
        </details>
      )}
    </div>
  )
}

/** Where it was in the request: a scheme of `Authorization`, or the name of a header or a member. */
function nameOf(as: string): string {
  if (as === 'dpop' || as === 'proof') return 'the proof'
  if (as === 'access_token') return 'the token'
  return /^(bearer|dpop)$/i.test(as) ? `the token (${as})` : as
}

function Received({ received }: { received: Exchange['received'] }) {
  return (
    <div className="lab-received">
      <code>
        → {received.status} {received.error}
      </code>
      {received.body !== '' && (
        <details>
          <summary>Answer</summary>
          <pre>{received.body}</pre>
        </details>
      )}
    </div>
  )
}
