/** docs/threat-model.md as data: its rows, and what in them does not exist. */
import { globSync } from 'node:fs'
import { join } from 'node:path'

const STRIDE = ['S', 'T', 'R', 'I', 'D', 'E'] as const

export interface Threat {
  /** Heading of its part of the system. */
  part: string
  /** A letter of STRIDE, or the name of a tier. */
  kind: string
  threat: string
  controls: string[]
  /** `group/id` of an attack, `pair/id`, or a file. */
  evidence: string[]
}

/** Every row of four cells below a heading of the second level. */
export function threatsIn(document: string): Threat[] {
  return document.split(/^## /m).flatMap((section) => {
    const [part = ''] = section.split('\n', 1)
    return [...section.matchAll(/^\|(.+)\|(.+)\|(.+)\|(.+)\|$/gm)]
      .map((match) => match.slice(1).map((cell) => cell.trim()))
      .filter(([, threat]) => threat !== 'threat' && !/^-+$/.test(threat ?? ''))
      .map(([kind = '', threat = '', controls = '', evidence = '']) => ({
        part,
        kind,
        threat,
        controls: namesIn(controls),
        evidence: namesIn(evidence),
      }))
  })
}

const namesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

export interface Known {
  root: string
  controls: ReadonlySet<string>
  /** `group/id`. */
  attacks: ReadonlySet<string>
  /** Names of their folders. */
  pairs: ReadonlySet<string>
}

/** What a threat model may not do: name what is not there, prove nothing, or leave a letter out. One line each. */
export function findThreatFaults(
  threats: readonly Threat[],
  { root, controls, attacks, pairs }: Known,
): string[] {
  const isThere = (name: string) =>
    attacks.has(name) ||
    pairs.has(name.replace(/^pair\//, '')) ||
    (name.endsWith('.ts') && globSync(name, { cwd: root }).length > 0)
  const faults = threats.flatMap(({ part, kind, threat, controls: named, evidence }) =>
    [
      ...(named.length === 0 ? ['no control'] : []),
      ...(evidence.length === 0 ? ['nothing shows it'] : []),
      ...named.filter((id) => !controls.has(id)).map((id) => `no control ${id}`),
      ...evidence.filter((name) => !isThere(name)).map((name) => `no attack, pair or file ${name}`),
      ...(kind === '' || threat === '' ? ['an empty cell'] : []),
    ].map((fault) => `${part}: ${threat}: ${fault}`),
  )
  const numbered = Map.groupBy(
    threats.filter(({ part }) => /^\d+ /.test(part)),
    ({ part }) => part,
  )
  const left = [...numbered].flatMap(([part, rows]) =>
    STRIDE.filter((letter) => !rows.some(({ kind }) => kind === letter)).map(
      (letter) => `${part}: no ${letter}`,
    ),
  )
  return [...faults, ...left]
}

/** Where the model is. */
export const documentFile = (root: string): string => join(root, 'docs/threat-model.md')
