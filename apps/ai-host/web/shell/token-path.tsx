import { Icon } from './icon.tsx'

const HOPS = [
  {
    token: 'A',
    from: 'You',
    to: 'Orchestrator',
    text: 'Your sign-in, for the agent only. It opens no document.',
  },
  {
    token: 'B',
    from: 'Orchestrator',
    to: 'Tool server',
    text: 'One tool server, and just what this one call needs.',
  },
  {
    token: 'C',
    from: 'Tool server',
    to: 'Your documents',
    text: 'One resource, one permission, still as you.',
  },
]

/** What happens behind the page, for somebody who has not signed in yet. */
export function TokenPath() {
  return (
    <section className="token-path" aria-labelledby="token-path">
      <h2 id="token-path">Three tokens, each narrower than the one before</h2>
      <ol>
        {HOPS.map(({ token, from, to, text }) => (
          <li key={token}>
            <span className="token-letter" aria-hidden="true">
              {token}
            </span>
            <h3>
              <span className="visually-hidden">Token {token}: </span>
              {from} <Icon name="arrow" /> <span className="visually-hidden">to</span> {to}
            </h3>
            <p>{text}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}
