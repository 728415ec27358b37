import { refusal } from './errors.ts'

export interface Token {
  kind: 'word' | 'text' | 'sign'
  value: string
}

const PATTERN = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|!~|=|~|\(|\)|,)|([\w.@:*+-]+(?:\(\))?))/y

/** @throws ApiError 400 */
export function tokenize(jql: string): Token[] {
  const tokens: Token[] = []
  const pattern = new RegExp(PATTERN)
  const text = jql.trimEnd()
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex
    const [, double, single, sign, word] = pattern.exec(text) ?? []
    const quoted = double ?? single
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replace(/\\(.)/g, '$1') })
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign })
    else if (word !== undefined) tokens.push({ kind: 'word', value: word })
    else throw queryError(`The character '${text.slice(at).trimStart().slice(0, 1)}' cannot be used here.`)
  }
  return tokens
}

/** JQL that cannot be understood. */
export function queryError(why: string): ReturnType<typeof refusal> {
  return refusal(400, [`Error in the JQL Query: ${why}`])
}
