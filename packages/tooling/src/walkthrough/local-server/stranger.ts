/** Somebody starts the server as any MCP client would, without the launcher. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { repositoryRoot } from '../../repository.ts'
import type { WatchedCommandOptions } from '../../watched-command.ts'
import { firstLine } from './outcomes.ts'

const MCP_WORKSPACE = join(repositoryRoot, 'apps/mcp-workspace/bin/mcp-workspace')
const LIST_TOOLS = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }

/** @returns its exit code, and what it said on stderr */
export async function askWithoutCredential({
  stateDir,
  env = {},
}: WatchedCommandOptions): Promise<{ code: number | null; said: string }> {
  const child = spawn(MCP_WORKSPACE, ['--root', repositoryRoot], {
    env: { ...process.env, STATE_DIR: stateDir, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  child.stdin.on('error', () => {})
  child.stdin.write(`${JSON.stringify(LIST_TOOLS)}\n`)
  const closed = once(child, 'close')
  const said = await text(child.stderr)
  const [code] = (await closed) as [number | null]
  return { code, said: firstLine(said) }
}
