import { expect, test } from 'vitest'
import { containers, docker, only } from './docker.ts'

interface Inspected {
  Config: { User: string; Env: string[]; Cmd: string[] }
  HostConfig: {
    ReadonlyRootfs: boolean
    CapDrop: string[]
    CapAdd: string[] | null
    SecurityOpt: string[]
    Memory: number
    MemorySwap: number
    PidsLimit: number
    NanoCpus: number
    Privileged: boolean
  }
}

async function inspect(id: string): Promise<Inspected> {
  return (JSON.parse(await docker('inspect', id)) as [Inspected])[0]
}

test('every container runs as the file says', async () => {
  const all = await containers()
  expect(all.length).toBeGreaterThan(14)
  for (const { id, service } of all) {
    const { Config, HostConfig } = await inspect(id)
    expect([service, HostConfig]).toEqual([
      service,
      expect.objectContaining({ ReadonlyRootfs: true, CapDrop: ['ALL'], Privileged: false }),
    ])
    expect([service, HostConfig.CapAdd ?? []]).toEqual([service, []])
    expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true')
    for (const limit of ['Memory', 'PidsLimit', 'NanoCpus'] as const)
      expect([service, limit, HostConfig[limit] > 0]).toEqual([service, limit, true])
    expect(HostConfig.MemorySwap).toBe(HostConfig.Memory)
    expect([service, Config.User]).toEqual([service, expect.stringMatching(/^(postgres|[1-9]\d*:\d+)$/)])
  }
})

test('nothing inside is root, has a capability, or writes to its own program', async () => {
  for (const { id, service } of await containers()) {
    // Docker's init, what it runs, and this shell.
    const status = await docker('exec', id, 'sh', '-c', 'cat /proc/[0-9]*/status 2>/dev/null || true')
    const all = (line: RegExp) => [...status.matchAll(line)].map(([, value]) => value)
    expect(all(/^Pid:\t(.*)$/gm).length).toBeGreaterThan(1)
    expect([service, ...new Set(all(/^CapEff:\t(.*)$/gm))]).toEqual([service, '0000000000000000'])
    expect([service, all(/^Uid:\t(\d+)/gm)]).toEqual([service, expect.not.arrayContaining(['0'])])
    expect([service, ...new Set(all(/^NoNewPrivs:\t(.*)$/gm))]).toEqual([service, '1'])
    const write = docker('exec', id, 'sh', '-c', 'echo x > /etc/passwd || echo x > /app/x')
    await expect(write).rejects.toThrow(/Read-only file system|Permission denied/)
  }
})

test('an image holds its service and what that needs: no other service, no test, no exploit', async () => {
  const ours = new Set<string>()
  for (const { id } of await containers()) {
    const { Config } = await inspect(id)
    const app = Config.Env.find((variable) => variable.startsWith('APP='))?.slice('APP='.length)
    if (app === undefined) continue
    ours.add(app)
    const found = await docker(
      'exec',
      id,
      'sh',
      '-c',
      'ls -d apps/* && ls packages && ls packages/*/src apps/*/src',
    )
    const lines = found.split('\n')
    expect(lines.filter((line) => line.startsWith('apps/') && !line.endsWith(':'))).toEqual([`apps/${app}`])
    for (const folder of ['bench', 'checklist', 'e2e', 'testkit', 'tooling'])
      expect([app, lines]).toEqual([app, expect.not.arrayContaining([folder])])
    expect(lines.filter((line) => /\.(test|fixture)\.ts$/.test(line))).toEqual([])
  }
  expect(ours.size).toBeGreaterThan(8)
})

test('no password stands in an environment, an argument or a log', async () => {
  const secrets: string[] = []
  for (const service of ['orchestrator', 'token-vault', 'mcp-sharepoint']) {
    const [replica] = await containers(service)
    const script = 'cat /run/secrets/*.password /run/secrets/*.secret 2>/dev/null | tr -s "\\n" || true'
    secrets.push(...(await docker('exec', replica!.id, 'sh', '-c', script)).match(/[\w-]{43}/g)!)
  }
  expect(secrets.length).toBeGreaterThan(4)
  for (const { id } of await containers()) {
    const said = (await docker('inspect', id)) + (await docker('logs', id))
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
  }
})

test('another service is refused at Valkey and at a database that are not its own', async () => {
  const vault = await only('token-vault')
  const script = `try { (await import('node:fs')).readFileSync('/run/secrets/client-key.pem'); console.log('own') } catch {}
    try { (await import('node:dns/promises')).lookup('orchestrator-db').then(console.log, () => console.log('unknown')) } catch {}`
  const out = await docker('exec', vault.id, 'node', '--input-type=module', '-e', script)
  expect(out.split('\n')).toEqual(['own', 'unknown'])
})
