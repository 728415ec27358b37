import { REFUSALS } from '@chain-of-trust/auth-core'
import { loadAttacks, type NamedAttack } from '../load-attacks.ts'
import { loadPairs } from '../pairs/load-pairs.ts'
import type { NamedPair } from '../pairs/pair.ts'
import { refusingLine } from '../refusing-line.ts'
import { lineOf } from '../source-line.ts'
import { groupsOf } from './groups.ts'
import { TOUR } from './tour.ts'
import type { AttackEntry, Attacks, PairEntry } from './wire.ts'
import type * as z from 'zod'

/** All that can be run, by id. */
export interface Catalogue {
  attacks: ReadonlyMap<string, NamedAttack>
  pairs: ReadonlyMap<string, NamedPair>
  listedAttacks: z.infer<typeof Attacks>
  listedPairs: PairEntry[]
  /** Why this cannot run; undefined: it can. */
  fault: (id: string) => string | undefined
}

/** @throws Error when an attack has no line of the sources that refuses it */
export async function loadCatalogue(): Promise<Catalogue> {
  const attacks = new Map((await loadAttacks()).map((named) => [`${named.group}/${named.id}`, named]))
  const pairs = new Map((await loadPairs()).map((named) => [`pairs/${named.id}`, named]))
  const groups = groupsOf([...attacks.values()])
  const listed = [...attacks].map(([id, named]) => entryOf(id, named))
  return {
    attacks,
    pairs,
    listedAttacks: { groups, attacks: listed, tour: [...TOUR] },
    listedPairs: [...pairs].map(([id, named]) => pairEntryOf(id, named)),
    fault(id) {
      if (!attacks.has(id) && !pairs.has(id)) return 'there is no such attack'
      return groups.find((group) => id.startsWith(`${group.id}/`))?.unavailable
    },
  }
}

function entryOf(id: string, named: NamedAttack): AttackEntry {
  const { group, attack } = named
  const { title, playbook, expected } = attack
  const { by, reason = '', status, error } = expected
  const source = refusingLine(named)
  const row = Object.hasOwn(REFUSALS, reason) ? REFUSALS[reason as keyof typeof REFUSALS] : undefined
  return {
    id,
    group,
    title,
    clause: playbook,
    by,
    reason,
    status,
    ...(error === undefined ? {} : { error }),
    ...(row === undefined ? {} : { standard: row.standard }),
    ...(source === undefined ? {} : { source }),
  }
}

function pairEntryOf(id: string, { pair }: NamedPair): PairEntry {
  const { title, clause, pitfall, controls, expected, guard } = pair
  return { id, title, clause, pitfall, controls: [...controls], by: expected.by, source: lineOf(guard) }
}
