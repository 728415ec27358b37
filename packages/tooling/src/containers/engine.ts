/** The Docker engine of this machine, and its compose. */
import { spawn, spawnSync } from 'node:child_process'
import { repositoryRoot } from '../repository.ts'

/** There is nothing to run containers with; the message says what is missing. */
export class NoEngine extends Error {
  override name = 'NoEngine'
}

/**
 * The compose of this machine: `docker compose` (v2), or docker-compose (1.29 or newer).
 * @returns program and first arguments
 * @throws {NoEngine} when there is none, or no engine answers it
 */
export function findCompose(): [program: string, ...args: string[]] {
  const engine = spawnSync('docker', ['info', '--format', '{{.ServerVersion}}'], { encoding: 'utf8' })
  if (engine.error) throw new NoEngine('There is no docker on the PATH: https://docs.docker.com/get-docker/')
  if (engine.status !== 0) throw new NoEngine(`No Docker engine answers: ${engine.stderr.trim()}`)
  const works = (program: string, ...args: string[]): boolean =>
    spawnSync(program, [...args, 'version']).status === 0
  if (works('docker', 'compose')) return ['docker', 'compose']
  if (works('docker-compose')) return ['docker-compose']
  throw new NoEngine(
    'There is neither `docker compose` nor docker-compose: https://docs.docker.com/compose/install/',
  )
}

/** Runs a program to its end on this terminal. @returns whether its exit status was 0 */
export function show(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0))
  })
}

/**
 * Waits until every container that has a health check passes it.
 * @returns why not, by container; none when all do
 */
export async function waitUntilAllHealthy(compose: readonly string[], seconds = 300): Promise<string[]> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const sick = containersOf(compose).filter((line) => !line.endsWith(' healthy'))
    if (sick.length === 0 || Date.now() > end) return sick
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/** `name health` of every container but those that make something and end. */
function containersOf([program = '', ...args]: readonly string[]): string[] {
  const ids = spawnSync(program, [...args, 'ps', '-q'], { cwd: repositoryRoot, encoding: 'utf8' })
  const list = ids.stdout.split('\n').filter((id) => id !== '')
  if (list.length === 0) return ['no container runs']
  const format =
    '{{.Name}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}'
  const found = spawnSync('docker', ['inspect', '--format', format, ...list], { encoding: 'utf8' })
  return found.stdout
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith(' 0 none'))
    .map((line) => line.replace(/^\//, ''))
}
