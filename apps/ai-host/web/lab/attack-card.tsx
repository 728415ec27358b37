import type { PersonId } from '../auth/person.ts'
import { ShowChain } from '../chat/show-chain.tsx'
import { Icon } from '../shell/icon.tsx'
import { ExchangeList } from './exchange-list.tsx'
import { RecordList } from './record-list.tsx'
import { SourcePlace } from './source-place.tsx'
import { whoseChain } from './whose-chain.ts'
import type { AttackEntry, AttackResult } from './wire.ts'

interface AttackCardProps {
  attack: AttackEntry
  /** Of the tour: a name and two sentences. */
  words?: { name: string; about: string } | undefined
  result: AttackResult | undefined
  person: PersonId
  running: boolean
  /** Absent: nothing can be run now. */
  onRun: (() => void) | undefined
}

export function AttackCard({ attack, words, result, person, running, onRun }: AttackCardProps) {
  const name = words?.name ?? attack.title
  const state = running ? 'running' : result === undefined ? 'idle' : result.refused ? 'refused' : 'accepted'
  return (
    <article className={`card lab-card ${state}`} aria-label={name} data-attack={attack.id}>
      <header>
        <div>
          <h3>{name}</h3>
          <p>{words?.about ?? `${attack.by} refuses it: ${attack.reason || attack.status}.`}</p>
          <p className="hint">
            {words !== undefined && `${attack.title}. `}
            {attack.clause}
          </p>
        </div>
        <button type="button" className="button small" aria-disabled={onRun === undefined} onClick={onRun}>
          {result === undefined ? 'Run' : 'Run again'}
          <span className="visually-hidden">: {name}</span>
        </button>
      </header>
      {running && <p className="lab-verdict">Running…</p>}
      {!running && result !== undefined && <Result attack={attack} result={result} person={person} />}
    </article>
  )
}

interface ResultProps {
  attack: AttackEntry
  result: AttackResult
  person: PersonId
}

const OTHERS = {
  'another person': 'The refusal names another person: they and an auditor see its chain.',
  nobody: 'The refusal names no person: its chain is an auditor’s to see.',
  'a service of the lab':
    'A service of the lab’s own refused it: its records are here, and in no audit trail.',
} as const

function Result({ attack, result, person }: ResultProps) {
  const chain = whoseChain(result, person)
  const { refused, by, reason, status, source, fault, exchanges, records } = result
  return (
    <>
      <p className="lab-verdict">
        <Icon name={refused ? 'refused' : 'alert'} />
        <span>
          <strong>{refused ? 'Refused' : 'Not refused as it should be:'}</strong>{' '}
          {refused ? `by ${by}: ${status} ${reason}` : fault}
        </span>
      </p>
      <dl className="facts">
        <dt>Asked for by</dt>
        <dd>{clausesOf(attack)}</dd>
        <dt>In the code</dt>
        <dd>
          <SourcePlace source={source} />
        </dd>
      </dl>
      <details>
        <summary>What was sent, and what came back</summary>
        <ExchangeList exchanges={exchanges} />
      </details>
      <RecordList records={records} />
      {chain.of === 'this person' ? (
        <ShowChain traceId={chain.trace} />
      ) : (
        <p className="hint">{OTHERS[chain.of]}</p>
      )}
    </>
  )
}

function clausesOf({ clause, standard }: AttackEntry): string {
  return standard === undefined || clause.includes(standard) ? clause : `${clause}; ${standard}`
}
