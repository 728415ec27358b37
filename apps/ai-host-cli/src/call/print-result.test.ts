import { PassThrough } from 'node:stream'
import type { CallToolResult } from '@modelcontextprotocol/client'
import { expect, test } from 'vitest'
import { printResult } from './print-result.ts'

const text = (value: string): CallToolResult => ({ content: [{ type: 'text', text: value }] })
const refused = (error: string): CallToolResult => ({
  ...text('Sign in again.'),
  isError: true,
  _meta: { 'chain-of-trust.example/refusal': { error, reason: 'token_revoked' } },
})

function print(result: CallToolResult, { asJson = false, isTTY = false } = {}) {
  const stdout = Object.assign(new PassThrough(), { isTTY })
  const stderr = Object.assign(new PassThrough(), { isTTY })
  const io = { stdin: new PassThrough(), stdout, stderr, env: {}, signal: new AbortController().signal }
  const code = printResult(result, io, asJson)
  return { code, printed: String(stdout.read() ?? ''), said: String(stderr.read() ?? '') }
}

test('a file’s text reaches a pipe as it is, and a terminal without what moves its cursor', () => {
  const file = text('a\u001B[2Jb')
  expect(print(file)).toEqual({ code: 0, printed: 'a\u001B[2Jb\n', said: '' })
  expect(print(file, { isTTY: true })).toEqual({ code: 0, printed: 'a␛[2Jb\n', said: '' })
})

test.each([
  ['a failure of the tool', { ...text('No such file.\u0007'), isError: true }, 1, 'No such file.␇\n'],
  ['an outage', refused('temporarily_unavailable'), 69, 'Sign in again.\n'],
  ['a refused credential', refused('invalid_token'), 77, 'Sign in again.\n'],
])('%s goes to stderr, with an exit code of its own', (_title, result, code, said) => {
  expect(print(result)).toEqual({ code, printed: '', said })
})

test('a refusal that is no error, or has no reason, is none', () => {
  const { isError: _, ...claimed } = refused('invalid_token')
  expect(print(claimed).code).toBe(0)
  const vague = { ...text('x'), isError: true, _meta: { 'chain-of-trust.example/refusal': { error: 'x' } } }
  expect(print(vague).code).toBe(1)
})

test('as JSON the whole result goes to stdout, a failure too, and keeps its exit code', () => {
  const { code, printed, said } = print(refused('invalid_token'), { asJson: true })
  expect({ code, said }).toEqual({ code: 77, said: '' })
  expect(JSON.parse(printed)).toEqual(refused('invalid_token'))
})

test('what is no text is named', () => {
  const image = { content: [{ type: 'image' as const, data: 'AA==', mimeType: 'image/png' }] }
  expect(print(image).printed).toBe('[image: see --json-output]\n')
})
