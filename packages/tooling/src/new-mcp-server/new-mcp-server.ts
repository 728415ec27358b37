/** Adds a server to a tree, or takes one away: all of it or nothing. */
import { globSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Registrations } from '@chain-of-trust/service-kit/registrations'
import { z } from 'zod'
import { install as installPackages } from './install.ts'
import { type NewServer, newServer, NewServerError, removableName } from './new-server.ts'
import { REGISTRATIONS } from './places.ts'
import { planOfAdding, planOfRemoving } from './plan.ts'
import { changedByHand, changedInGit } from './work-in-progress.ts'
import { writeAll } from './write-all.ts'

export interface Tree {
  root: string
  say: (line: string) => void
  /** Links the packages of the tree. @throws NewServerError */
  install?: (root: string, signal?: AbortSignal) => Promise<void>
}

const Manifest = z.object({ config: z.object({ port: z.number().optional() }).optional() })

/**
 * @returns the server; its files are there and its packages linked
 * @throws NewServerError when it cannot be added; nothing was written then, or all was taken back
 */
export async function addServer(
  given: { name: string; title?: string | undefined; port?: string | undefined },
  { root, say, install = installPackages }: Tree,
): Promise<NewServer> {
  const known = Registrations.parse(JSON.parse(readFileSync(join(root, REGISTRATIONS), 'utf8')))
  const server = newServer(given, known, foldersOf(root))
  const changes = planOfAdding(root, server)
  const mixed = changedInGit(root, [...changes.keys()])
  if (mixed.length > 0) {
    throw new NewServerError(
      [
        'Not committed, and the new server changes them too:',
        ...list(mixed),
        'Commit or stash them first. Nothing was written.',
      ].join('\n'),
    )
  }

  const stop = new AbortController()
  const onSignal = (): void => stop.abort()
  for (const signal of SIGNALS) process.on(signal, onSignal)
  const undo = writeAll(root, changes)
  try {
    say(`${changes.size} files written. Linking the packages…`)
    await install(root, stop.signal)
    stop.signal.throwIfAborted()
  } catch (error) {
    undo()
    rmSync(join(root, 'apps', server.name), { recursive: true, force: true })
    const reason = stop.signal.aborted ? 'Stopped' : error instanceof Error ? error.message : String(error)
    throw new NewServerError(`${reason}. Everything is as it was.`)
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
  return server
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What has a folder under `apps/`, with the port of those that Entra ID does not know. */
function foldersOf(root: string): { name: string; port?: number }[] {
  return globSync('apps/*/package.json', { cwd: root }).map((path) => {
    const { config } = Manifest.parse(JSON.parse(readFileSync(join(root, path), 'utf8')))
    return { name: basename(dirname(path)), ...(config?.port === undefined ? {} : { port: config.port }) }
  })
}

/**
 * @param options.discard also takes files of its folder that were edited and are not committed
 * @throws NewServerError when there is no such server, or work of somebody's would be lost
 */
export async function removeServer(
  given: string,
  { root, say, discard = false, install = installPackages }: Tree & { discard?: boolean },
): Promise<void> {
  const name = removableName(given)
  const changes = planOfRemoving(root, name)
  if (changes.size === 0) throw new NewServerError(`Nothing here is called ${name}.`)
  const edited = discard ? [] : changedByHand(root, name)
  if (edited.length > 0) {
    throw new NewServerError(
      ['Edited, and not committed:', ...list(edited), 'Commit them, or add --discard to lose them.'].join(
        '\n',
      ),
    )
  }
  const folder = join(root, 'apps', name)
  writeAll(root, changes)
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
  const left = readdirSync(join(root, 'apps')).includes(name) ? readdirSync(folder) : []
  if (left.length === 0) rmSync(folder, { recursive: true, force: true })
  await install(root)
  const rest = left.length === 0 ? '' : ` In apps/${name} there is still ${left.join(', ')}.`
  say(`${name} is gone, from ${changes.size} files.${rest} Its keys and records under var/ stay.`)
}

const list = (paths: readonly string[]): string[] => paths.map((path) => `  ${path}`)
