#!/usr/bin/env node
// Runs one command of packages/{tooling,checklist,bench} or apps/token-vault (src/commands) under Node 24, on a machine
// that may have nothing but Node 20 and an npm registry. Plain JavaScript without dependencies: it runs before they are
// installed.
//
//   node packages/tooling/bin/run.mjs <command> [arguments]
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

// An exact version: the lockfile is read by the pnpm that wrote it.
const PNPM = 'pnpm@12.21.0'
const NODE_MAJOR = 24

const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)))
const binaries = join(root, 'node_modules', '.bin')
const say = (line) => process.stderr.write(`${line}\n`)

/** Prints why nothing can run and ends with status 1. */
function fail(...lines) {
  for (const line of lines) say(line)
  process.exit(1)
}

/** Changes when an install would: the lockfile, the workspace and every package.json, and the platform. */
function installDigest() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${PNPM}`)
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']
  for (const folder of ['apps', 'packages']) {
    for (const name of readdirSync(join(root, folder)).sort()) files.push(join(folder, name, 'package.json'))
  }
  for (const file of files) {
    if (existsSync(join(root, file))) hash.update(`\n${file}\n`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** Turns pnpm's output into the reason a person can act on. */
function whyInstallFailed(output) {
  if (
    /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|ENETUNREACH|META_FETCH_FAIL|ERR_SOCKET_TIMEOUT/.test(
      output,
    )
  ) {
    return 'No npm registry answered. The first run needs one; later runs work offline.'
  }
  if (output.includes('ERR_PNPM_OUTDATED_LOCKFILE')) {
    return `pnpm-lock.yaml does not match a package.json. Run: npx ${PNPM} install`
  }
  return 'pnpm install failed.'
}

/** Installs the workspace with the lockfile as it is, unless that was done already. */
async function install() {
  const stamp = join(root, 'node_modules', '.chain-of-trust-install')
  const digest = installDigest()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return

  say(
    existsSync(stamp)
      ? 'Dependencies changed: installing…'
      : 'Installing dependencies (once, about half a minute)…',
  )
  rmSync(stamp, { force: true })
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const progress = setInterval(() => say(`  still installing (${seconds()} s)`), 15_000)
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const child = spawn(
    npx,
    [
      '--yes',
      PNPM,
      'install',
      '--frozen-lockfile',
      '--reporter=append-only',
      '--config.confirmModulesPurge=false',
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' },
  )
  // Quiet while it works (pnpm warns about engines under an older Node), shown in full when it fails.
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const stop = (signal) => child.kill(signal)
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const result = await new Promise((done) => {
    child.on('error', (error) => done({ error }))
    child.on('close', (code, signal) => done({ code, signal }))
  })
  clearInterval(progress)
  process.off('SIGINT', stop).off('SIGTERM', stop)

  if (result.error) {
    fail(`npx could not be started (${result.error.code}). npm comes with Node.js: https://nodejs.org`)
  }
  if (result.signal) fail(`Installation stopped (${result.signal}).`)
  if (result.code !== 0) fail(output.trim(), '', whyInstallFailed(output))
  writeFileSync(stamp, digest)
  say(`Installed in ${seconds()} s.`)
}

/** The Node.js that runs TypeScript sources: the one from npm if it works here, else this one if it is new enough. */
function findNode() {
  const pinned = join(binaries, 'node')
  if (existsSync(pinned)) {
    const { stdout } = spawnSync(pinned, ['--version'], { encoding: 'utf8' })
    if (stdout?.startsWith(`v${NODE_MAJOR}.`)) return pinned
  }
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath
  return fail(
    `Node ${NODE_MAJOR} is needed; this is Node ${process.versions.node}, and npm has no build of it for ${process.platform}-${process.arch}.`,
    `Install Node ${NODE_MAJOR} (https://nodejs.org, or: nvm install ${NODE_MAJOR}) and run the same command again.`,
  )
}

/** Our parent's process id, and where the system tells it, the parent's parent's. */
function ancestors() {
  const stat = `/proc/${process.ppid}/stat`
  const grandparent = existsSync(stat) ? readFileSync(stat, 'utf8').split(') ')[1]?.split(' ')[1] : ''
  return `${process.ppid} ${grandparent}`
}

/** A folder for everything temporary of one command: it goes when the command does, however that ended. */
function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-run-'))
  // To go through, not to look into: under root PostgreSQL runs as another user.
  chmodSync(folder, 0o711)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
  return folder
}

/** Runs the command; its exit status becomes ours. */
function run(node, file, args) {
  const child = spawn(node, [file, ...args], {
    cwd: root,
    // The channel carries no message: the command learns by its closing that this process is gone, however it went.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}`,
      TMPDIR: temporaryFolder(),
    },
  })
  // A terminal sends Ctrl-C to every process of the group, a supervisor only to this one. Pass on, and wait.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm killed hard cannot pass anything on. Its processes, a shell between us and it perhaps, get another parent.
  if (process.env.npm_lifecycle_event) {
    const before = ancestors()
    setInterval(() => ancestors() === before || child.kill('SIGTERM'), 1000).unref()
  }
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

/** By name, the file of every command. */
const commands = Object.fromEntries(
  ['packages/tooling', 'packages/checklist', 'packages/bench', 'apps/token-vault'].flatMap((name) => {
    const folder = join(root, name, 'src', 'commands')
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => /^[a-z-]+\.ts$/.test(file)) : []
    return files.map((file) => [file.slice(0, -'.ts'.length), join(folder, file)])
  }),
)
const [command, ...args] = process.argv.slice(2)
if (!Object.hasOwn(commands, command ?? '')) {
  fail(`${command ? `Unknown command: ${command}. ` : ''}Commands: ${Object.keys(commands).join(', ')}`)
}
if (Number(process.versions.node.split('.')[0]) < 20)
  fail(`Node 20 or newer is needed; this is Node ${process.versions.node}.`)
await install()
run(findNode(), commands[command], args)
