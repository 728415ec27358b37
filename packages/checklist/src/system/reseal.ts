import { hash } from 'node:crypto'

/** Characters of `,"hash":"<64 hex digits>"}`: the end of each line of an audit log. */
const SEAL = 75

/** A line with something else in it, under a hash that fits: what its writer could seal itself. */
export function reseal(line: string, change: (text: string) => string): string {
  const sealed = change(line.slice(0, -SEAL))
  if (sealed === line.slice(0, -SEAL)) throw new Error('nothing was changed')
  return `${sealed},"hash":"${hash('sha256', sealed, 'hex')}"}`
}
