/**
 * Where YAML, or code laid out like it, names a service: the same for another one beside it, and away again.
 *
 * By lines and indentation, so that comments and the hand that wrote the file stay. What it finds in a shape that it
 * does not know it refuses, rather than guess.
 */
import { NewServerError } from './new-server.ts'

export interface Rename {
  from: string
  to: string
  /** Every other text of the copy that changes with the name. */
  also?: readonly (readonly [from: RegExp, to: string])[]
}

interface Unit {
  start: number
  end: number
}

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === ''
const isComment = (line: string): boolean => /^\s*(#|\/\/)/.test(line)
const indentOf = (line: string): number => line.length - line.trimStart().length
const isItem = (line: string): boolean => line.trimStart().startsWith('- ')
const SEPARATOR = '---'

const mentionOf = (name: string, flags = ''): RegExp =>
  new RegExp(`(?<![a-zA-Z0-9])${name}(?![a-zA-Z0-9])`, flags)

/** A member of a list on one line: `[a, mcp-x]`, `4411=mcp-x:4411,4420=…`; the variable of an `.env` file is no part of it. */
const memberOf = (name: string): RegExp => {
  const part = String.raw`[^\s,[\]{}'"]*`
  const member = `(?!^[A-Z_]+=)${part}(?<![a-zA-Z0-9])${name}(?![a-zA-Z0-9])${part}`
  const alone = String.raw`(?<=\[\s*)(?<only>${member})(?=\s*\])`
  const before = String.raw`(?<=^[A-Z_]+=|^\s*|[[,]\s*|: )(?<first>${member})(?=\s*,)`
  const after = String.raw`(?<=,\s*)(?<last>${member})(?=\s*(\]|$))`
  return new RegExp(`${alone}|${before}|${after}`)
}

/**
 * Everything that `from` has, for `to` as well.
 *
 * @param options.except what is `from`'s alone: the first line of a block, or the member of a list, that matches
 * @param options.rewrite changes a copied block, as its lines
 * @throws NewServerError when the text does not name `from`, or in a shape that cannot be copied
 */
export function addBeside(
  text: string,
  { from, to, also = [] }: Rename,
  options: { except?: (found: string, line: number) => boolean; rewrite?: (block: string) => string } = {},
): string {
  const { except = () => false, rewrite = (block) => block } = options
  const lines = text.split('\n')
  const renamed = (part: string): string =>
    also.reduce((result, [old, now]) => result.replace(old, now), part.replace(mentionOf(from, 'g'), to))
  const output: string[] = []
  let copies = 0
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!
    if (isComment(line) || !mentionOf(from).test(line)) {
      output.push(line)
      at += 1
      continue
    }
    const member = memberOf(from).exec(line)?.[0]
    if (member !== undefined) {
      const skipped = except(member, at)
      const [separator] = /,\s*/.exec(line) ?? [', ']
      output.push(skipped ? line : line.replace(member, () => member + separator + renamed(member)))
      copies += skipped ? 0 : 1
      at += 1
      continue
    }
    const unit = unitsFrom(lines, at, from, (index) => except(lines[index]!, index))
    // A block may have begun before the line that names its owner.
    for (let line = at; line < unit.end; line += 1) output.push(lines[line]!)
    if (!except(line, at)) {
      const copy = rewrite(renamed(lines.slice(unit.start, unit.end).join('\n')))
      if (isDocument(lines, unit)) output.push(SEPARATOR)
      else if (unit.start > 0 && isBlank(lines[unit.start - 1])) output.push('')
      output.push(...copy.split('\n'))
      copies += 1
    }
    at = unit.end
  }
  if (copies === 0) throw new NewServerError(`nothing there names ${from} any more`)
  return output.join('\n')
}

/** The text without anything of `name`'s. Nothing there is fine: half of it may be gone already. */
export function removeNamed(text: string, name: string): string {
  const lines = text.split('\n')
  const output: string[] = []
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!
    if (isComment(line) || !mentionOf(name).test(line)) {
      output.push(line)
      at += 1
      continue
    }
    const member = memberOf(name).exec(line)?.[0]
    if (member !== undefined) {
      const rest = withoutMember(line, member)
      if (!isBlank(rest)) output.push(rest)
      at += 1
      continue
    }
    const unit = unitsFrom(lines, at, name, () => false)
    output.length -= at - unit.start
    const document = isDocument(lines, unit)
    if (document && output.at(-1) === SEPARATOR) output.pop()
    else if (!document && output.length > 0 && isBlank(output.at(-1)) && isBlank(lines[unit.end]))
      output.pop()
    at = unit.end
  }
  return output.join('\n')
}

function withoutMember(line: string, member: string): string {
  const at = line.indexOf(member)
  const before = line.slice(0, at)
  const after = line.slice(at + member.length)
  return /,\s*$/.test(before) ? before.replace(/,\s*$/, '') + after : before + after.replace(/^\s*,\s*/, '')
}

/** The block that a line belongs to, and those of the same owner that follow it without a gap. */
function unitsFrom(
  lines: readonly string[],
  at: number,
  name: string,
  isExcepted: (line: number) => boolean,
): Unit {
  const unit = unitAt(lines, at, name)
  if (isExcepted(at)) return unit
  for (;;) {
    const gap = isDocument(lines, unit) ? 1 : 0
    const next = unit.end + gap
    const line = lines[next]
    if (line === undefined) return unit
    const document = gap === 1
    if (document ? !isDocumentOf(lines, next, name) : !namesAtStart(line, name)) return unit
    if (!document && (indentOf(line) !== indentOf(lines[unit.start]!) || isExcepted(next))) return unit
    unit.end = document ? endOfDocument(lines, next) : unitAt(lines, next, name).end
  }
}

const namesAtStart = (line: string, name: string): boolean =>
  !isComment(line) && mentionOf(name).test(line) && (isItem(line) || mentionOf(name).test(keyOf(line)))

const keyOf = (line: string): string => /^\s*(['"]?[\w./-]+['"]?):(\s|$)/.exec(line)?.[1] ?? ''

function unitAt(lines: readonly string[], at: number, name: string): Unit {
  const line = lines[at]!
  if (namesAtStart(line, name)) return { start: at, end: endOfBlock(lines, at) }
  let indent = indentOf(line)
  for (let above = at - 1; above >= 0 && lines[above] !== SEPARATOR; above -= 1) {
    const candidate = lines[above]!
    if (isBlank(candidate) || isComment(candidate) || indentOf(candidate) >= indent) continue
    if (isItem(candidate)) return { start: above, end: endOfBlock(lines, above) }
    indent = indentOf(candidate)
    // A document of Kubernetes is whose name is in its metadata, and nothing else is.
    if (indent === 0 && candidate === 'metadata:' && line.trimStart().startsWith('name:')) {
      return { start: lines.lastIndexOf(SEPARATOR, above) + 1, end: endOfDocument(lines, above) }
    }
  }
  throw new NewServerError(`line ${at + 1} names ${name} in a way that cannot be copied: ${line.trim()}`)
}

function endOfBlock(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start]!)
  let end = start + 1
  while (end < lines.length && (isBlank(lines[end]) || indentOf(lines[end]!) > indent)) end += 1
  while (isBlank(lines[end - 1])) end -= 1
  // Code closes what it opened.
  const closing = lines[end] ?? ''
  return /^[}\])]+,?$/.test(closing.trim()) && indentOf(closing) === indent ? end + 1 : end
}

function endOfDocument(lines: readonly string[], from: number): number {
  const separator = lines.indexOf(SEPARATOR, from)
  const end = separator === -1 ? lines.length : separator
  return isBlank(lines[end - 1]) ? end - 1 : end
}

const isDocument = (lines: readonly string[], { start, end }: Unit): boolean =>
  indentOf(lines[start]!) === 0 &&
  !isItem(lines[start]!) &&
  (lines[end] === SEPARATOR || lines[start - 1] === SEPARATOR)

function isDocumentOf(lines: readonly string[], start: number, name: string): boolean {
  const document = lines.slice(start, endOfDocument(lines, start))
  const metadata = document.indexOf('metadata:')
  return metadata >= 0 && mentionOf(name).test(document[metadata + 1] ?? '')
}
