import { expect, test } from 'vitest'
import { redactTokens } from './redact.ts'

test.each([
  ['/api/eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ1cyJ9.c2ln/x', '/api/[redacted]/x'],
  ['curl eyJhbGciOiJub25lIn0.eyJhdWQiOiJ1cyJ9.', 'curl [redacted]'],
  ['cut eyJhbGciOiJSUzI1NiJ9', 'cut [redacted]'],
  ['/v1.0/me/drive/items/01COM-HANDBOOK', '/v1.0/me/drive/items/01COM-HANDBOOK'],
])('%j is written as %j', (text, written) => expect(redactTokens(text)).toBe(written))
