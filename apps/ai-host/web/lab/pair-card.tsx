import { Icon } from '../shell/icon.tsx'
import { ExchangeList } from './exchange-list.tsx'
import { RecordList } from './record-list.tsx'
import { SourcePlace } from './source-place.tsx'
import { Words } from './words.tsx'
import type { PairEntry, PairResult, Side } from './wire.ts'

interface PairCardProps {
  pair: PairEntry
  result: PairResult | undefined
  running: boolean
  onRun: (() => void) | undefined
}

/** One pitfall: the same exploit against the mistake, and against the system. */
export function PairCard({ pair, result, running, onRun }: PairCardProps) {
  const { title, pitfall, clause } = pair
  return (
    <article className="card lab-card" aria-label={title} data-pair={pair.id}>
      <header>
        <div>
          <h3>{title}</h3>
          <p>
            <Words text={`${pitfall.problem} ${pitfall.impact}`} />
          </p>
          <p>
            <Words text={pitfall.fix} />
          </p>
          <p className="hint">{clause}</p>
        </div>
        <button type="button" className="button small" aria-disabled={onRun === undefined} onClick={onRun}>
          {result === undefined ? 'Run' : 'Run again'}
          <span className="visually-hidden">: {title}</span>
        </button>
      </header>
      {running && <p className="lab-verdict">Running…</p>}
      {!running && result !== undefined && <Result result={result} />}
    </article>
  )
}

function Result({ result: { exploited, refused, vulnerable, hardened, fault } }: { result: PairResult }) {
  const { refusal } = hardened
  return (
    <>
      {fault !== undefined && (
        <p className="trouble" role="alert">
          Not as it should be: {fault}
        </p>
      )}
      <div className="lab-sides">
        <section className="lab-side weak" aria-label="Vulnerable">
          <h4>
            <Icon name="alert" />
            Vulnerable: {exploited ? 'exploited' : 'the exploit did not work'}
          </h4>
          <Loot side={vulnerable} />
          {vulnerable.log.length > 0 && (
            <details>
              <summary>What its log has about it</summary>
              <pre>{vulnerable.log.join('\n')}</pre>
            </details>
          )}
          <Wire side={vulnerable} />
        </section>
        <section className="lab-side strong" aria-label="Hardened">
          <h4>
            <Icon name="shield" />
            Hardened: {refused ? 'refused' : 'not refused as it should be'}
          </h4>
          {refusal !== undefined && (
            <dl className="facts">
              <dt>By</dt>
              <dd>
                {refusal.by}: {hardened.status} {refusal.reason}
              </dd>
              <dt>In the code</dt>
              <dd>
                <SourcePlace source={refusal} />
              </dd>
            </dl>
          )}
          <Loot side={hardened} />
          <RecordList records={hardened.records} />
          <Wire side={hardened} />
        </section>
      </div>
    </>
  )
}

function Loot({ side: { loot } }: { side: Side }) {
  if (loot.length === 0) return null
  return (
    <ul className="lab-loot">
      {loot.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

function Wire({ side: { exchanges } }: { side: Side }) {
  return (
    <details>
      <summary>What was sent, and what came back</summary>
      <ExchangeList exchanges={exchanges} />
    </details>
  )
}
