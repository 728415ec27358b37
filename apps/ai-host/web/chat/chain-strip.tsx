import { Icon } from '../shell/icon.tsx'

interface ChainStripProps {
  server: string
  /** The provider where the result comes from, if that is outside of the tenant. */
  provider: string | undefined
  granted: readonly string[]
}

/** Who called whom with which token for this one result. Names only: the page never sees any but A. */
export function ChainStrip({ server, provider, granted }: ChainStripProps) {
  const below =
    provider === undefined
      ? [{ token: 'C', from: server, to: 'Resource', scopes: 'least privilege, as you' }]
      : [
          {
            token: 'C',
            from: `${server} server`,
            to: 'Token vault',
            scopes: 'as you, for this server alone',
          },
          { token: 'P', from: `${server} server`, to: provider, scopes: `${provider}’s own, for minutes` },
        ]
  const hops = [
    { token: 'A', from: 'You', to: 'Orchestrator', scopes: 'access_as_user' },
    { token: 'B', from: 'Orchestrator', to: server, scopes: granted.join(' ') },
    ...below,
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
