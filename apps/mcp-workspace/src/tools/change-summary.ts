import { isUtf8 } from 'node:buffer'
import { printable } from './arguments.ts'

/** Lines of a change that a person is shown, and characters of each. */
const LINES = 30
const WIDTH = 120

/**
 * What a write would change, for the person who decides: sizes, counts, and the lines themselves between the common
 * beginning and the common end. All of it is somebody else's text: shown, never obeyed.
 */
export function summarizeChange(old: Buffer | undefined, fresh: Buffer): string {
  const sizes = old === undefined ? `${fresh.length} bytes` : `${old.length} → ${fresh.length} bytes`
  if (old !== undefined && (old.includes(0) || !isUtf8(old))) return `${sizes}. The old file is binary.`
  const before = old === undefined ? [] : linesOf(old)
  const after = linesOf(fresh)
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  while (
    end < before.length - start &&
    end < after.length - start &&
    before.at(-1 - end) === after.at(-1 - end)
  )
    end += 1
  const removed = before.slice(start, before.length - end)
  const added = after.slice(start, after.length - end)
  // Half of the room is the new lines': behind thirty old ones, all that is to be written would stay unseen.
  const out = Math.min(removed.length, Math.max(LINES / 2, LINES - added.length))
  return [
    `${sizes}; from line ${start + 1}: ${removed.length} lines out, ${added.length} in.`,
    ...shown('-', removed, out),
    ...shown('+', added, LINES - out),
  ].join('\n')
}

/** Never silently: what is not shown is where something would be hidden. */
function shown(sign: '-' | '+', lines: readonly string[], most: number): string[] {
  const hidden = lines.length - most
  const head = lines.slice(0, most).map((line) => `${sign} ${cut(line)}`)
  return hidden > 0 ? [...head, `${sign} … and ${hidden} more lines that are not shown here`] : head
}

function linesOf(bytes: Buffer): string[] {
  return bytes.length === 0 ? [] : bytes.toString().split('\n')
}

function cut(line: string): string {
  const shown = printable(line)
  return shown.length > WIDTH ? `${shown.slice(0, WIDTH)}… (${shown.length} characters)` : shown
}
