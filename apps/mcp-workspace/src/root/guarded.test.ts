import { expect, test } from 'vitest'
import { guardedAs } from './guarded.ts'

const guarded = (path: string) => guardedAs(path.split('/'))

test.each([
  '.git/config',
  '.git/hooks/pre-commit',
  'vendor/library/.git/config',
  '.GIT/config',
  '.g\u200cit/config',
  '.git./config',
  '.git /config',
  '.git::$INDEX_ALLOCATION/config',
  '.ｇｉｔ/config',
  '.hg/hgrc',
])('%j is closed', (path) => expect(guarded(path)).toBe('closed'))

test.each([
  '.env',
  '.env.production',
  'apps/one/.ENV',
  'prod.env',
  '.envrc',
  'var/keys/server.pem',
  'tls.key',
  'id_ed25519',
  '.ssh/config',
  '.aws/credentials',
  '.npmrc',
  '.netrc',
  '.git-credentials',
  'terraform.tfstate',
])('%j is shaped like a secret', (path) => expect(guarded(path)).toBe('secret'))

test.each([
  '.vscode/settings.json',
  '.vscode/tasks.json',
  '.cursor/mcp.json',
  '.mcp.json',
  '.idea/x.xml',
  '.husky/pre-push',
])('%j is run or obeyed by something', (path) => expect(guarded(path)).toBe('runs'))

test.each([
  'README.md',
  '.env.example',
  'src/environment.ts',
  '.gitignore',
  '.github/workflows/ci.yml',
  'docs/keys.md',
  'git/config',
  'src/id_rsa.ts',
])('%j is an ordinary file', (path) => expect(guarded(path)).toBeUndefined())

test('the strictest name on the way decides', () => {
  expect(guarded('.git/.env')).toBe('closed')
  expect(guarded('.vscode/.env')).toBe('secret')
})
