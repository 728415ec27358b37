import { comparisonOf, narrowings } from '../record/comparison.ts'
import { nameOf } from '../record/party.ts'
import type { TokenChain } from '../record/token-chain.ts'

/** The tokens of one tool call side by side: claims, what changed, what narrowed. Nobody here has a token. */
export function TokenTable({ chain: { tool, tokens } }: { chain: TokenChain }) {
  const rows = comparisonOf(tokens)
  const narrowed = narrowings(tokens)
  // A server that is asked for its tools only has tokens, and no tool.
  const last = tokens.at(-1)?.audienceName
  const what = tool ?? (last === undefined ? '' : nameOf(last))
  return (
    <figure className="tokens">
      {what !== '' && (
        <figcaption>
          Tokens of {tool === undefined ? `${what}, asked for its tools` : <code>{tool}</code>}
        </figcaption>
      )}
      {/* It scrolls sideways, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="table-box" tabIndex={0} aria-label={`Claims of the tokens: ${what}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Claim</th>
              {tokens.map(({ name, audienceName }) => (
                <th key={name} scope="col">
                  <span className="token-letter" aria-hidden="true">
                    {name}
                  </span>{' '}
                  <span className="visually-hidden">Token {name} </span>
                  {audienceName !== undefined && (
                    <span className="token-for">for {nameOf(audienceName)}</span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ claim, meaning, cells }) => (
              <tr key={meaning}>
                <th scope="row">
                  {claim !== '' && <code>{claim}</code>} <span>{meaning}</span>
                </th>
                {cells.map(({ text, change }, index) => (
                  <td key={tokens[index]!.name} className={change}>
                    <span className="claim-value">{text}</span>
                    {change === 'new' && <span className="claim-mark">changed</span>}
                    {change === 'same' && <span className="claim-mark">same</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {narrowed.length > 0 && (
        <ul className="narrowed" aria-label="What narrowed">
          {narrowed.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </figure>
  )
}
