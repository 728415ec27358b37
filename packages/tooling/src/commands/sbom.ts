/**
 * `npm run sbom`: writes `<service>.cdx.json` for each service, and `workspace.cdx.json`, to `var/sbom/`, or to the folder given.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stateDirectory } from '../repository.ts'
import { listServices } from '../services.ts'
import { billOfMaterials } from '../supply-chain/sbom.ts'
import { commit } from '../supply-chain/commit.ts'

const folder = resolve(process.argv[2] ?? join(stateDirectory(), 'sbom'))
mkdirSync(folder, { recursive: true })
const { time } = commit()
for (const app of [...listServices().map(({ name }) => name), undefined]) {
  const file = join(folder, `${app ?? 'workspace'}.cdx.json`)
  writeFileSync(file, await billOfMaterials(app, time))
  console.log(file)
}
