/** `npm run attack -- --target URL …` */
import { readFileSync } from 'node:fs'
import { parseArgs, styleText } from 'node:util'
import { SystemError } from '@chain-of-trust/tooling'
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose'
import { journaled } from '../journal.ts'
import type { ProofKey } from '../proof.ts'
import type { ServerOptions } from './any-server.ts'
import { runProbes, PROBES, type ProbeOutcome } from './run-probes.ts'

export const TARGET_USAGE =
  'npm run attack -- --target URL [--audience AUD] [--token-file FILE --token-kind dpop|bearer [--dpop-key-file JWK]] [--other-audience-token-file FILE] [--expired-token-file FILE] [--json]'

/** Of one probe, and of what is read before the first: each is sent once more where the server asks for a DPoP nonce. */
export const MOST = { probe: 6, published: 4 }

const NOTICE = `Only servers that you run, or may test. ${PROBES.length} probes of tools/list and initialize alone: no tool is called. One to ${MOST.probe} requests
for each, with the honest ones that it is compared with, and at most ${MOST.published} for what the server and its authorization server publish.`

const WIDTH = 28

/**
 * @param args after `--`
 * @param say prints a line
 * @returns exit status: 0 when nothing was accepted
 * @throws {SystemError} for what is wrong with the arguments, or a server that is not there
 */
export async function attackTarget(args: readonly string[], say: (line: string) => void): Promise<number> {
  const options = readOptions(args)
  const server = await serverOf(options)
  if (!options.json) say(NOTICE)
  const { result: probes, exchanges } = await journaled(() =>
    runProbes(server, (outcome) => {
      if (!options.json) say(line(outcome))
    }),
  ).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new SystemError(`${server.url} cannot be reached: ${code}`)
  })
  const requests = exchanges.length
  say(
    options.json
      ? JSON.stringify({ target: server.url, requests, probes }, undefined, 2)
      : sum(probes, requests),
  )
  return probes.some(({ verdict }) => verdict === 'accepted') ? 1 : 0
}

function readOptions(args: readonly string[]) {
  const file = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        target: file,
        audience: file,
        'token-file': file,
        'token-kind': { type: 'string', default: 'bearer' },
        'dpop-key-file': file,
        'other-audience-token-file': file,
        'expired-token-file': file,
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new SystemError(`${error instanceof Error ? error.message : String(error)}\n${TARGET_USAGE}`)
  }
}

async function serverOf(options: ReturnType<typeof readOptions>): Promise<ServerOptions> {
  const { target = '', audience, 'token-kind': kind, 'token-file': tokenFile } = options
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol))
    throw new SystemError(`--target must be the http(s) address of an MCP endpoint\n${TARGET_USAGE}`)
  if (kind !== 'dpop' && kind !== 'bearer')
    throw new SystemError(`--token-kind is dpop or bearer\n${TARGET_USAGE}`)
  const keyFile = options['dpop-key-file']
  if (kind === 'dpop' && (tokenFile === undefined || keyFile === undefined))
    throw new SystemError(
      '--token-kind dpop needs --token-file and --dpop-key-file, the private JWK that it is bound to',
    )
  if (kind === 'bearer' && keyFile !== undefined)
    throw new SystemError('--dpop-key-file goes with --token-kind dpop')
  const [other, expired] = [options['other-audience-token-file'], options['expired-token-file']]
  const key = kind === 'dpop' ? { key: await readKey(keyFile!) } : {}
  return {
    url: target,
    ...(audience === undefined ? {} : { audience }),
    ...(tokenFile === undefined ? {} : { token: { value: read(tokenFile), kind, ...key } }),
    ...(other === undefined ? {} : { otherAudience: read(other) }),
    ...(expired === undefined ? {} : { expired: read(expired) }),
  }
}

/** From a file: an argument would be in the process list, and in the shell's history. */
function read(file: string): string {
  try {
    const text = readFileSync(file, 'utf8').trim()
    if (text === '') throw new SystemError(`${file}: empty`)
    return text
  } catch (error) {
    if (error instanceof SystemError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new SystemError(`${file}: ${code}`)
  }
}

async function readKey(file: string): Promise<ProofKey> {
  try {
    const privateJwk = JSON.parse(read(file)) as JWK
    const { d: _private, ...jwk } = privateJwk
    const privateKey = await importJWK(privateJwk, 'ES256')
    if (privateKey instanceof Uint8Array || privateKey.type !== 'private') throw new Error('not private')
    return { privateKey, jwk, privateJwk, jkt: await calculateJwkThumbprint(jwk) }
  } catch (error) {
    if (error instanceof SystemError) throw error
    throw new SystemError(`${file}: no private JWK for ES256`)
  }
}

function line({ id, title, verdict, saw }: ProbeOutcome): string {
  const mark = {
    refused: styleText('green', '✓ refused       '),
    accepted: styleText('red', '× ACCEPTED      '),
    'not applicable': styleText('dim', '- not applicable'),
  }[verdict]
  return `${mark} ${id.padEnd(WIDTH)} ${title} ${styleText('dim', `(${saw})`)}`
}

function sum(outcomes: readonly ProbeOutcome[], requests: number): string {
  const count = (verdict: string) => outcomes.filter((outcome) => outcome.verdict === verdict).length
  return `\n${count('refused')} refused, ${count('accepted')} accepted, ${count('not applicable')} not applicable; ${requests} requests were sent`
}
