import { Icon } from '../shell/icon.tsx'

interface ChainStripProps {
  server: string
  granted: readonly string[]
}

/** Who called whom with which token for this one result. Names only: the page never sees B or C. */
export function ChainStrip({ server, granted }: ChainStripProps) {
  const hops = [
    { token: 'A', from: 'You', to: 'Orchestrator', scopes: 'access_as_user' },
    { token: 'B', from: 'Orchestrator', to: server, scopes: granted.join(' ') },
    { token: 'C', from: server, to: 'Resource', scopes: 'least privilege, as you' },
  ]
  return (
    <ol className="chain" aria-label="Chain of tokens">
      {hops.map(({ token, from, to, scopes }) => (
        <li key={token}>
          <span className="token-letter" aria-hidden="true">
            {token}
          </span>
          <span className="chain-hop">
            <span className="visually-hidden">Token {token}: </span>
            {from} <Icon name="arrow" /> <span className="visually-hidden">to</span> {to}
          </span>
          <span className="chain-scopes">{scopes}</span>
        </li>
      ))}
    </ol>
  )
}
