import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { readableLogLine } from './log-lines.ts'

const shown = (line: string): string | undefined => {
  const text = readableLogLine(line)
  return text === undefined ? undefined : stripVTControlCharacters(text)
}

test.each([
  ['{"level":30,"msg":"Server listening"}', undefined],
  ['{"level":40,"msg":"slow"}', 'warn slow'],
  [
    '{"level":50,"msg":"failed","err":{"message":"no key"},"req":{"method":"GET","path":"/a"}}',
    'error failed: no key GET /a',
  ],
  ['mock-idp: CLIENT_KEY_FILE is missing', 'mock-idp: CLIENT_KEY_FILE is missing'],
  ['{"not":"a log record"}', '{"not":"a log record"}'],
  ['{ half a line', '{ half a line'],
  ['', undefined],
])('%s', (line, text) => {
  expect(shown(line)).toBe(text)
})
