import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { NewServerError } from './new-server.ts'

/**
 * As `npm run format` would leave the files. They are written to a temporary folder: the tree has nothing of them yet.
 *
 * @param texts by path from the root
 * @throws NewServerError when one is not well formed
 */
export function formatted(root: string, texts: ReadonlyMap<string, string>): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-new-'))
  try {
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const tool = join(root, 'node_modules/.bin/oxfmt')
    const settings = ['--config', join(root, '.oxfmtrc.json')]
    const { status, stdout, stderr } = spawnSync(tool, settings, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) {
      throw new NewServerError(
        `What would be written is not well formed; nothing was written.\n${stdout}${stderr}`,
      )
    }
    return new Map([...texts.keys()].map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
