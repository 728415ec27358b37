import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ChainedRecord } from '@chain-of-trust/auth-core'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { expect } from 'vitest'

const run = promisify(execFile)
/** Set by `npm run containers`: this compose, whichever it is. */
const COMPOSE = (process.env['COMPOSE'] ?? 'docker compose').split(' ')

export async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args, { maxBuffer: 1 << 26 })).stdout.trim()
}

/** A command of compose, for the whole file. */
export async function compose(...args: string[]): Promise<void> {
  const [program = '', ...before] = COMPOSE
  await run(program, [...before, ...args], { cwd: repositoryRoot, maxBuffer: 1 << 26 })
}

export interface Container {
  id: string
  service: string
}

/** The running containers of this clone, of one service or of all. */
export async function containers(service?: string): Promise<Container[]> {
  const labels = [`com.docker.compose.project.working_dir=${repositoryRoot}`]
  if (service !== undefined) labels.push(`com.docker.compose.service=${service}`)
  const filters = labels.flatMap((label) => ['--filter', `label=${label}`])
  const format = '{{.ID}} {{.Label "com.docker.compose.service"}}'
  return (await docker('ps', ...filters, '--format', format))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', name = ''] = line.split(' ')
      return { id, service: name }
    })
}

export async function only(service: string): Promise<Container> {
  const [container, ...more] = await containers(service)
  if (container === undefined || more.length > 0) throw new Error(`there is not one ${service}`)
  return container
}

/** Until the health check of a container says so. */
export async function healthy(container: Container): Promise<void> {
  const status = () => docker('inspect', '--format', '{{.State.Health.Status}}', container.id)
  await expect.poll(status, { timeout: 120_000, interval: 500 }).toBe('healthy')
}

/** Runs JavaScript in a container of ours. */
export async function nodeIn(container: Container, script: string): Promise<string> {
  return docker('exec', container.id, 'node', '--input-type=module', '-e', script)
}

interface AuditLog {
  name: string
  records: ChainedRecord[]
}

/**
 * Looks up which container writes which audit log: slow, so to be done before there is a hurry.
 * @returns finds the replica that wrote a record
 */
export async function writersOf(
  service: string,
): Promise<(wanted: (record: ChainedRecord) => boolean) => Container> {
  const writers = await Promise.all(
    (await containers(service)).map(async (container) => ({
      container,
      log: (await auditLogOf(container)).name,
    })),
  )
  return (wanted) => {
    const logs = auditLogs(service).filter(({ records }) => records.some(wanted))
    const [found, ...more] = writers.filter(({ log }) => logs.some(({ name }) => name === log))
    if (found === undefined || more.length > 0) throw new Error(`not one ${service} wrote such a record`)
    return found.container
  }
}

/** The audit logs that the replicas of a service write now; those of earlier runs lie beside them. */
export async function openAuditLogs(service: string): Promise<AuditLog[]> {
  return Promise.all((await containers(service)).map(auditLogOf))
}

/** The one that a container writes. */
export async function auditLogOf(container: Container): Promise<AuditLog> {
  // Process 1 is Docker's init, and a process may end while its files are listed.
  const find = `import { globSync, readlinkSync } from 'node:fs'
    for (const fd of globSync('/proc/[0-9]*/fd/*')) try { console.log(readlinkSync(fd)) } catch {}`
  const open = (await nodeIn(container, find)).split('\n')
  const log = auditLogs(container.service).find(({ name }) => open.includes(`/state/audit/${name}.jsonl`))
  if (log === undefined) throw new Error(`${container.service} writes no audit log`)
  return log
}

/** Every audit log of a service, one for each replica that ran. */
export function auditLogs(service: string): AuditLog[] {
  const folder = join(repositoryRoot, 'var/compose/audit', service)
  return globSync('*.jsonl', { cwd: folder }).map((file) => ({
    name: file.slice(0, -'.jsonl'.length),
    records: readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ChainedRecord.parse(JSON.parse(line))),
  }))
}

/** A W3C trace to find a request's records by. */
export function newTrace(): { id: string; headers: { traceparent: string } } {
  const id = crypto.randomUUID().replaceAll('-', '')
  return { id, headers: { traceparent: `00-${id}-${id.slice(0, 16)}-01` } }
}
