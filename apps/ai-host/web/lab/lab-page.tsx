import { useEffect, useRef, useState } from 'react'
import type { PersonId } from '../auth/person.ts'
import type { ResourceFetch } from '../auth/resource-fetch.ts'
import { FailureCard } from '../failure/failure-card.tsx'
import { Icon } from '../shell/icon.tsx'
import { AttackCard } from './attack-card.tsx'
import { GroupList } from './group-list.tsx'
import { summaryOf } from './lab-state.ts'
import { PairCard } from './pair-card.tsx'
import { reportJson, reportMarkdown } from './report.ts'
import { saveFile } from './save-file.ts'
import { useLab, type Lab, type LabResults } from './use-lab.ts'

const VIEWS = { tour: 'Ten ways', pairs: 'Vulnerable against hardened', all: 'All attacks' } as const
type View = keyof typeof VIEWS

interface LabPageProps {
  /** Absent: this system has no lab. */
  fetch: ResourceFetch | undefined
  results: LabResults
  person: PersonId
  onClose: () => void
}

/** The attack lab, over the whole page. `<dialog>` keeps the focus inside, closes on Escape, and gives the focus back. */
export function LabPage({ fetch, results, person, onClose }: LabPageProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className="lab" aria-labelledby="lab-title" data-testid="lab" onClose={onClose}>
      <div className="lab-head">
        <div>
          <h2 id="lab-title">Attack lab</h2>
          <p className="hint">
            Real requests against the system on this machine. Each is tried without its twist first, which
            must be accepted.
          </p>
        </div>
        <button
          type="button"
          className="button icon-button quiet"
          aria-label="Close the attack lab"
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      {fetch === undefined ? <NotConfigured /> : <Content fetch={fetch} results={results} person={person} />}
    </dialog>
  )
}

function NotConfigured() {
  return (
    <p>
      The attack lab does not run here. <code>npm start</code> starts it beside the services; containers and
      clusters never have it. In a terminal, <code>npm run attack</code> runs the same attacks.
    </p>
  )
}

interface ContentProps extends Pick<LabPageProps, 'results' | 'person'> {
  fetch: ResourceFetch
}

function Content({ fetch, results, person }: ContentProps) {
  const lab = useLab(fetch, results)
  const [view, setView] = useState<View>('tour')
  const { catalogue, failure, load, state } = lab
  return (
    <>
      {failure && <FailureCard failure={failure} tried="The attack lab" onAct={load} />}
      {state.broken !== undefined && (
        <p className="trouble" role="alert">
          {state.broken}
        </p>
      )}
      {catalogue === undefined && failure === undefined && <output>Loading the attacks…</output>}
      {catalogue !== undefined && (
        <>
          <Bar lab={lab} catalogue={catalogue} />
          <fieldset className="lab-views">
            <legend className="visually-hidden">View</legend>
            {(Object.keys(VIEWS) as View[]).map((name) => (
              <button
                key={name}
                type="button"
                className="button small"
                aria-pressed={view === name}
                onClick={() => setView(name)}
              >
                {VIEWS[name]}
              </button>
            ))}
          </fieldset>
          <section className="lab-content" aria-label={VIEWS[view]}>
            {view === 'tour' && <Tour lab={lab} catalogue={catalogue} person={person} />}
            {view === 'pairs' && <PairList lab={lab} catalogue={catalogue} />}
            {view === 'all' && <GroupList lab={lab} catalogue={catalogue} person={person} />}
          </section>
        </>
      )}
    </>
  )
}

interface ViewProps {
  lab: Lab
  catalogue: NonNullable<Lab['catalogue']>
}

interface AttackViewProps extends ViewProps {
  person: PersonId
}

/** Progress, and the results to take away. */
function Bar({ lab: { state, cancel }, catalogue }: ViewProps) {
  const { run } = state
  const some = Object.keys(state.attacks).length + Object.keys(state.pairs).length > 0
  const input = () => ({ state, attacks: catalogue.attacks, pairs: catalogue.pairs, now: new Date() })
  return (
    <div className="lab-bar">
      {run !== undefined && (
        <>
          <progress aria-label="Attacks run" max={run.total} value={run.done} />
          <span className="hint inline">
            {run.done} of {run.total}
          </span>
          <button type="button" className="button small" onClick={cancel}>
            Stop
          </button>
        </>
      )}
      <output>{run === undefined ? summaryOf(state) : 'Running…'}</output>
      {some && run === undefined && (
        <span className="actions">
          <button
            type="button"
            className="button small"
            onClick={() => saveFile('attack-lab.md', 'text/markdown', reportMarkdown(input()))}
          >
            Save as Markdown
          </button>
          <button
            type="button"
            className="button small"
            onClick={() =>
              saveFile(
                'attack-lab.json',
                'application/json',
                JSON.stringify(reportJson(input()), undefined, 2),
              )
            }
          >
            Save as JSON
          </button>
        </span>
      )}
    </div>
  )
}

function Tour({ lab: { state, run }, catalogue: { attacks, tour, groups }, person }: AttackViewProps) {
  const free = state.run === undefined
  const warnings = groups.flatMap(({ id, warning }) =>
    warning !== undefined && tour.some((stop) => stop.id.startsWith(`${id}/`)) ? [warning] : [],
  )
  return (
    <>
      <p>Break it in ten ways: what an attacker would try first, one for each of the playbook’s rules.</p>
      {warnings.map((warning) => (
        <p key={warning} className="lab-warning">
          {warning}
        </p>
      ))}
      <button
        type="button"
        className="button primary"
        aria-disabled={!free}
        onClick={() => free && run(tour.map(({ id }) => id))}
      >
        Run all ten
      </button>
      <ol className="lab-list">
        {tour.map((stop) => {
          const attack = attacks.find(({ id }) => id === stop.id)
          return attack === undefined ? null : (
            <li key={stop.id}>
              <AttackCard
                attack={attack}
                words={stop}
                result={state.attacks[stop.id]}
                person={person}
                running={state.run?.id === stop.id}
                onRun={free ? () => run([stop.id]) : undefined}
              />
            </li>
          )
        })}
      </ol>
    </>
  )
}

function PairList({ lab: { state, run }, catalogue: { pairs } }: ViewProps) {
  const free = state.run === undefined
  if (pairs.length === 0) return <p>There are no pairs.</p>
  return (
    <>
      <p>
        The same exploit twice: against a program that makes the playbook’s mistake, started for the moment on
        loopback, and against the system. It must work there, and must not work here.
      </p>
      <button
        type="button"
        className="button primary"
        aria-disabled={!free}
        onClick={() => free && run(pairs.map(({ id }) => id))}
      >
        Run all {pairs.length}
      </button>
      <ul className="lab-list">
        {pairs.map((pair) => (
          <li key={pair.id}>
            <PairCard
              pair={pair}
              result={state.pairs[pair.id]}
              running={state.run?.id === pair.id}
              onRun={free ? () => run([pair.id]) : undefined}
            />
          </li>
        ))}
      </ul>
    </>
  )
}
