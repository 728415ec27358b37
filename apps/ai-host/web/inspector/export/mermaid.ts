import type { Hop } from '../record/hop.ts'
import { nameOf } from '../record/party.ts'

/**
 * The request as a Mermaid sequence diagram. What services wrote is text of others: it cannot end a line, open a comment
 * or become a directive.
 */
export function mermaidOf(hops: readonly Hop[]): string {
  const parties = [...new Set(hops.flatMap(({ arrows }) => arrows.flatMap(({ from, to }) => [from, to])))]
  // Ids of our own: a service may be called `end`, and then nothing would draw.
  const id = new Map(parties.map((party, index) => [party, `p${index}`]))
  const lines = hops.flatMap(({ arrows, title, record }) => {
    const drawn = arrows.map(({ from, to, kind, label, refused = false }) => {
      const line = refused ? '-x' : kind === 'validation' ? '-->>' : '->>'
      return `  ${id.get(from)}${line}${id.get(to)}: ${escaped(`${label}${refused ? ' refused' : ''}`)}`
    })
    const [{ from, to } = { from: undefined, to: undefined }] = arrows
    if (from === undefined || to === undefined) return drawn
    const over = from === to ? `${id.get(from)}` : `${id.get(from)},${id.get(to)}`
    const reason = record.outcome === 'failure' && record.reason !== undefined ? ` (${record.reason})` : ''
    return [...drawn, `  Note over ${over}: ${escaped(title + reason)}`]
  })
  return [
    'sequenceDiagram',
    '  autonumber',
    ...parties.map((party) => `  participant ${id.get(party)} as ${escaped(nameOf(party))}`),
    ...lines,
  ].join('\n')
}

/** Mermaid's own entities; `#` first, as it opens them. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .replaceAll(/[#;:<>{}[\]()"`%&\\|]/g, (character) => `#${character.codePointAt(0)};`)
    .slice(0, 400)
    .trim()
}
