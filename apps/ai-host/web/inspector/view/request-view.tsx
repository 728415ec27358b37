import { useMemo } from 'react'
import type { AuditEvent } from '../../wire/audit-trail.ts'
import { drawingOf } from '../draw/drawing.ts'
import { hopsOf, lengthOf } from '../record/hop.ts'
import { firstRefusal } from '../record/refusal-of.ts'
import { tokenChains } from '../record/token-chain.ts'
import { whoIsWho } from '../record/who-is-who.ts'
import { ChainGraph } from './chain-graph.tsx'
import { CheckList } from './check-list.tsx'
import { ExportActions } from './export-actions.tsx'
import { HopList } from './hop-list.tsx'
import { Legend } from './legend.tsx'
import { Player } from './player.tsx'
import { RefusedPanel } from './refused-panel.tsx'
import { TokenTable } from './token-table.tsx'
import { usePlayback } from './use-playback.ts'

interface RequestViewProps {
  traceId: string
  events: readonly AuditEvent[]
  /** The page's own application id. */
  hostId: string
}

/** One request: drawn, told, its tokens compared, its checks named. */
export function RequestView({ traceId, events, hostId }: RequestViewProps) {
  const hops = useMemo(() => hopsOf(events, hostId), [events, hostId])
  const [playback, move] = usePlayback(hops.length)
  const { position } = playback
  const reached = useMemo(() => hops.slice(0, position).map(({ record }) => record), [hops, position])
  const chains = useMemo(() => {
    const all = hops.map(({ record }) => record)
    return tokenChains(reached, whoIsWho(all, hostId))
  }, [hops, reached, hostId])
  const drawing = useMemo(() => drawingOf(hops, position), [hops, position])
  const refused = firstRefusal(reached)
  const now = hops[position - 1]?.title ?? 'Before the first hop'
  return (
    <>
      <div className="request-head">
        <p className="hint">
          Trace <code data-testid="trace-id">{traceId}</code> · {hops.length} records · {lengthOf(hops)} ms
        </p>
        <ExportActions
          exported={{
            traceId,
            hops,
            chains: tokenChains(
              hops.map(({ record }) => record),
              whoIsWho(
                hops.map(({ record }) => record),
                hostId,
              ),
            ),
          }}
        />
      </div>
      <ChainGraph
        drawing={drawing}
        label={`The tiers of this request after hop ${position} of ${hops.length}: ${now}. The list of hops says the same in words.`}
      />
      <div className="under-graph">
        <Player playback={playback} onMove={move} />
        <Legend />
      </div>
      <p className="now" aria-live="polite" data-testid="hop-now">
        {now}
      </p>
      {refused && <RefusedPanel refused={refused} />}
      <section aria-labelledby="hops">
        <h3 id="hops">Hops</h3>
        <HopList hops={hops} position={position} onChoose={(index) => move({ to: 'hop', index })} />
      </section>
      <section aria-labelledby="tokens">
        <h3 id="tokens">Tokens, as claims</h3>
        {chains.every(({ tokens }) => tokens.length === 0) ? (
          <p className="hint">No token has been seen yet.</p>
        ) : (
          chains.map((chain, index) => <TokenTable key={chain.tokens[1]?.uti ?? index} chain={chain} />)
        )}
      </section>
      <section aria-labelledby="checks">
        <h3 id="checks">Who verified what</h3>
        <CheckList hops={hops} position={position} />
      </section>
    </>
  )
}
