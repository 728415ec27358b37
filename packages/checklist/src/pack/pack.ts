import type { Evidence, JudgedControl } from '../evidence/evidence.ts'

/** What an auditor is handed: of which state of the sources, when, and what came out. */
export interface Pack {
  /** Full digest; with `-modified` when the work tree is not what was committed. All evidence is of this one. */
  revision: string
  /** When the run ended; epoch milliseconds. */
  at: number
  /** How it was run. */
  command: string
  judged: readonly JudgedControl[]
}

export const KINDS: Record<Evidence['kind'], string> = {
  probe: 'looked at in the running system',
  attack: 'attack',
  pair: 'exploit, against the mistake and against us',
  guard: 'guard removed',
  test: 'test',
}

/** `file:line`, from the root of the repository. */
export function placeOf({ file, line }: Evidence): string {
  if (file === undefined) return ''
  return line === undefined ? file : `${file}:${line}`
}

/** The revision in as many characters as Git shows; whether it was modified is not lost. */
export function shortRevision(revision: string): string {
  return revision.replace(/^([0-9a-f]{12})[0-9a-f]+/, '$1')
}

/** UTC, to the second. */
export function timeOf(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

export const INTRODUCTION =
  'Each control is a point of the playbook on secure authentication for AI agents and MCP servers. It counts as proven when everything that names it ran and passed, or was left out with a reason that lies in this machine, and a guard is known whose removal turns one of its tests red. The mapping to standards says to which requirement the evidence contributes; whether a requirement is met as a whole is the auditor’s to judge.'
