/**
 * `npm run entra`: writes Bicep, Terraform and the calls of Microsoft Graph under `infra/entra/` from
 * `registrations.json`. `npm run entra -- adopt FILE`: prints the registrations of a deployment, with the ids and
 * origins that either of them gave back (FILE), for the image or the fork that runs there.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { z } from 'zod'
import { adopt, Outputs } from '../entra/adopt.ts'
import { ENTRA_FOLDER, entraFiles } from '../entra/entra-files.ts'
import { repositoryRoot } from '../repository.ts'

const [command, file, ...more] = process.argv.slice(2)
if (command === undefined) writeFiles()
else if (command === 'adopt' && file !== undefined && more.length === 0) printAdopted(file)
else {
  console.error('npm run entra\nnpm run entra -- adopt OUTPUTS.json')
  process.exitCode = 1
}

function writeFiles(): void {
  const folder = join(repositoryRoot, ENTRA_FOLDER)
  // An application that was removed leaves no file behind.
  for (const generated of ['bicep', 'terraform', 'graph'])
    rmSync(join(folder, generated), { recursive: true, force: true })
  for (const [path, text] of entraFiles(registrations())) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    console.log(`${ENTRA_FOLDER}/${path}`)
  }
}

function printAdopted(path: string): void {
  let outputs: unknown
  try {
    outputs = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    console.error(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
    return
  }
  const read = Outputs.safeParse(outputs)
  if (!read.success) {
    console.error(`${path} is not the output «registrations»:\n${z.prettifyError(read.error)}`)
    process.exitCode = 1
    return
  }
  console.log(JSON.stringify(adopt(registrations(), read.data), undefined, 2))
}
