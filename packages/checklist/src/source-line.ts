/** Where something stands in the sources: found by its text, so that a line number is never out of date. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'

/** A passage that is in its file exactly once. */
export interface Passage {
  /** From the root of the repository. */
  file: string
  text: string
}

export interface SourceLine {
  file: string
  /** From 1. */
  line: number
}

/** @throws Error when the passage has moved: it is not there, or not only there */
export function lineOf({ file, text }: Passage): SourceLine {
  const source = readFileSync(join(repositoryRoot, file), 'utf8')
  const at = source.indexOf(text)
  if (at === -1) throw new Error(`${file} no longer has: ${text}`)
  if (source.indexOf(text, at + 1) !== -1) throw new Error(`${file} has more than once: ${text}`)
  return { file, line: source.slice(0, at).split('\n').length }
}
