/**
 * `npm run image -- SERVICE [TAG]`: builds a service's image with labels that say what it is and which commit it was made from.
 * `--print` prints docker's arguments, one a line, and builds nothing.
 */
import { spawnSync } from 'node:child_process'
import { repositoryRoot } from '../repository.ts'
import { listServices } from '../services.ts'
import { commit } from '../supply-chain/commit.ts'
import { buildArguments, imageLabels } from '../supply-chain/image-labels.ts'

const [app, tag] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const names = listServices().map(({ name }) => name)
if (app === undefined || !names.includes(app)) {
  console.error(`npm run image -- SERVICE [TAG] [--print], with one of: ${names.join(', ')}`)
  process.exit(1)
}
const labels = imageLabels(app, commit(), process.env['IMAGE_SOURCE'])
const args = buildArguments(app, tag ?? `chain-of-trust/${app}`, labels)
if (process.argv.includes('--print')) {
  console.log(args.join('\n'))
} else {
  const { status, error } = spawnSync('docker', args, { cwd: repositoryRoot, stdio: 'inherit' })
  if (error !== undefined) console.error(`docker could not be started: ${error.message}`)
  process.exitCode = status ?? 1
}
