/** `npm run format`: writes every file as the formatter wants it. */
import { runTool } from '../run-tool.ts'

const { ok } = await runTool('oxfmt', process.argv.slice(2), { show: true })
process.exitCode = ok ? 0 : 1
