import type { Arrow } from '../record/arrow.ts'
import { partyOf, type Party } from '../record/party.ts'

/** As far as the playback has come: there already, just now, or still to come. */
export type Progress = 'ahead' | 'now' | 'past'

export interface DrawnArrow extends Arrow {
  id: string
  progress: Progress
}

export interface DrawnParty extends Party {
  progress: Progress
  refused: boolean
}

export interface Drawing {
  parties: readonly DrawnParty[]
  arrows: readonly DrawnArrow[]
}

const ALWAYS = ['person', 'ai-host', 'orchestrator', 'mock-idp']

/** Everybody who takes part, and every arrow once, as they are after `position` hops. Who comes later keeps their place free. */
export function drawingOf(hops: readonly { arrows: readonly Arrow[] }[], position: number): Drawing {
  const arrows = new Map<string, DrawnArrow>()
  hops.forEach((hop, index) => {
    for (const arrow of hop.arrows) {
      const id = `${arrow.kind} ${arrow.from} ${arrow.to}`
      const before = arrows.get(id)
      const next = progressAt(index, position)
      // What is drawn tells of the present; what is still to come does not hide it.
      if (before !== undefined && next === 'ahead') continue
      const label =
        before === undefined || before.label === arrow.label ? arrow.label : both(before.label, arrow.label)
      arrows.set(id, { ...arrow, id, label, progress: next })
    }
  })
  const drawn = [...arrows.values()]
  const ids = [...new Set([...ALWAYS, ...drawn.flatMap(({ from, to }) => [from, to])])]
  const parties = ids.map((id): DrawnParty => {
    const own = drawn.filter(({ from, to }) => from === id || to === id)
    const at = (progress: Progress) => own.some((arrow) => arrow.progress === progress)
    const refused = own.some(
      ({ to, progress, refused: is }) => is === true && to === id && progress !== 'ahead',
    )
    return { ...partyOf(id), progress: at('now') ? 'now' : at('past') ? 'past' : 'ahead', refused }
  })
  return { parties, arrows: drawn }
}

const progressAt = (index: number, position: number): Progress =>
  index + 1 === position ? 'now' : index < position ? 'past' : 'ahead'

const both = (before: string, label: string): string =>
  before.split(', ').includes(label) ? before : `${before}, ${label}`
