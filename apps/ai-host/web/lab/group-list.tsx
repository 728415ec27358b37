import { useState } from 'react'
import type { PersonId } from '../auth/person.ts'
import { AttackCard } from './attack-card.tsx'
import { findAttacks } from './find-attacks.ts'
import type { Lab } from './use-lab.ts'
import type { Attacks, Group } from './wire.ts'

interface GroupListProps {
  catalogue: Attacks
  lab: Lab
  person: PersonId
}

/** Every attack by its group, with a search. */
export function GroupList({ catalogue, lab, person }: GroupListProps) {
  const [search, setSearch] = useState('')
  const found = findAttacks(catalogue.attacks, search)
  return (
    <>
      <label className="lab-search">
        Search
        <input
          type="search"
          value={search}
          placeholder="audience, RFC 9449, token-vault…"
          onChange={({ target }) => setSearch(target.value)}
        />
      </label>
      <output className="hint">
        {found.length} of {catalogue.attacks.length} attacks
      </output>
      {found.length === 0 && <p>No attack has these words. Search for a clause, a service or a reason.</p>}
      {catalogue.groups.map((group) => {
        const attacks = found.filter((attack) => attack.group === group.id)
        return attacks.length === 0 ? null : (
          <GroupSection
            key={group.id}
            group={group}
            attacks={attacks}
            lab={lab}
            person={person}
            open={search !== ''}
          />
        )
      })}
    </>
  )
}

interface GroupSectionProps {
  group: Group
  attacks: Attacks['attacks']
  lab: Lab
  person: PersonId
  open: boolean
}

function GroupSection({ group, attacks, lab: { state, run }, person, open }: GroupSectionProps) {
  const free = state.run === undefined && group.unavailable === undefined
  const refused = attacks.filter(({ id }) => state.attacks[id]?.refused === true).length
  return (
    <details className="lab-group" data-group={group.id} open={open}>
      <summary>
        <strong>{group.title}</strong>{' '}
        <span className="hint inline">{attacks.length === 1 ? '1 attack' : `${attacks.length} attacks`}</span>
        {refused > 0 && <span className="lab-count"> {refused} refused</span>}
      </summary>
      <p>{group.about}</p>
      {group.warning !== undefined && <p className="lab-warning">{group.warning}</p>}
      {group.unavailable !== undefined && <p className="lab-warning">{group.unavailable}</p>}
      <button
        type="button"
        className="button small"
        aria-disabled={!free}
        onClick={() => free && run(attacks.map(({ id }) => id))}
      >
        {attacks.length === 1 ? 'Run it' : `Run these ${attacks.length}`}
      </button>
      {attacks.map((attack) => (
        <AttackCard
          key={attack.id}
          attack={attack}
          result={state.attacks[attack.id]}
          person={person}
          running={state.run?.id === attack.id}
          onRun={free ? () => run([attack.id]) : undefined}
        />
      ))}
    </details>
  )
}
