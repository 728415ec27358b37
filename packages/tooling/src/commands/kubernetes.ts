/** `npm run kubernetes`: writes the overlay's registrations anew, after a change of theirs or of its addresses.json. */
import { relative } from 'node:path'
import { deployedFile, deployedText, readAddresses } from '../kubernetes/deployed-registrations.ts'
import { repositoryRoot } from '../repository.ts'
import { runTool } from '../run-tool.ts'
import { writeAtomically } from '../write-atomically.ts'

writeAtomically(deployedFile, deployedText(readAddresses()), 0o644)
await runTool('oxfmt', [deployedFile])
console.log(relative(repositoryRoot, deployedFile))
