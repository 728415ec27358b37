/** `npm run check`: every check and the tests beside the code; what a person runs before a commit. */
import { runChecks } from '../checks.ts'
import { closingLine, runVitest } from '../run-vitest.ts'

const checks = await runChecks((line) => console.log(line))
const tests = await runVitest(['--project=unit', ...process.argv.slice(2)])
const failed = checks.failed + tests.failed
console.log(closingLine({ ...tests, passed: checks.passed + tests.passed, failed }))
process.exitCode = failed === 0 ? 0 : 1
