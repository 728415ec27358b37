/** `npm run docs`: writes `docs/errors.md`, `docs/troubleshooting.md` and the pages of `docs/reference/` anew. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { referencePages } from '../reference.ts'
import { repositoryRoot } from '../repository.ts'

for (const [path, text] of referencePages(repositoryRoot)) {
  const file = join(repositoryRoot, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(path)
}
