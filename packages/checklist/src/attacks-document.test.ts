import { join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { expect, test } from 'vitest'
import { attacksDocument } from './attacks-document.ts'
import { loadAttacks } from './load-attacks.ts'
import { GUARDS } from './sabotage/guards.ts'

const attacks = await loadAttacks()

// Made anew by `npx vitest run attacks-document -u`.
test('docs/attacks.md says what the attacks and the guards are', async () => {
  const document = attacksDocument(attacks, GUARDS)
  await expect(`${document}\n`).toMatchFileSnapshot(join(repositoryRoot, 'docs/attacks.md'))
})
