import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { person } from './person.ts'
import { systemUnderTest } from './system-under-test.ts'

const system = systemUnderTest({ LOG_LEVEL: 'trace' })

/** What must never be in a log, and a sample that each pattern finds. */
const FORBIDDEN: Record<string, [RegExp, string]> = {
  'a JWT': [/eyJ[\w-]{10,}\.[\w-]{10,}/, 'x eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ1cyJ9.sig'],
  'a private key': [/PRIVATE KEY/, '-----BEGIN PRIVATE KEY-----'],
  'a code or a verifier': [
    /(code|code_verifier|refresh_token|assertion)=[\w-]{16,}/,
    'GET /cb?code=abcdefghijklmnopq',
  ],
  'a person by name': [/alice|archer|bob@/i, 'hello Alice'],
}

test('no log and no audit record holds a token, a code, a key or a name', async () => {
  const alice = await person('Alice')
  await alice.tool('search_documents', { query: 'budget' })
  await alice.tool('share_document', { id: 'no-such-document', email: 'bob@contoso.example', role: 'read' })
  await alice.tool('read_document', {})
  const folders = ['log', 'audit'].map((folder) => join(system.stateDir!, folder))
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
  const written = files.map((file) => readFileSync(file, 'utf8')).join('\n')
  expect(written.length).toBeGreaterThan(2000)
  for (const [what, [pattern, sample]] of Object.entries(FORBIDDEN)) {
    expect(sample).toMatch(pattern)
    expect({ what, found: pattern.exec(written)?.[0] }).toEqual({ what, found: undefined })
  }
})
