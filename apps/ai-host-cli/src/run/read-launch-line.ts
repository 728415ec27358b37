import { parseArgs } from 'node:util'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { localResource, type LocalResource } from './local-resource.ts'

const OPTIONS = {
  resource: { type: 'string', default: 'mcp-workspace' },
  scope: { type: 'string', multiple: true },
  write: { type: 'boolean', default: false },
  env: { type: 'string', multiple: true },
  'no-open': { type: 'boolean', default: false },
  'device-code': { type: 'boolean', default: false },
} as const

export interface LaunchLine {
  readonly access: LocalResource
  readonly keep: readonly string[]
  readonly signIn: { readonly open: boolean; readonly deviceCode: boolean }
  /** What follows `--`. */
  readonly command: readonly string[]
}

/**
 * Reads the options of `run`; what follows `--` is the server's, untouched.
 * @throws CommandError (64), node:util's ERR_PARSE_ARGS_*
 */
export function readLaunchLine(args: readonly string[]): LaunchLine {
  const dashes = args.indexOf('--')
  const own = dashes === -1 ? args : args.slice(0, dashes)
  const { values } = parseArgs({ args: [...own], options: OPTIONS, allowPositionals: false })
  return {
    access: localResource(values.resource, scopesFrom(values)),
    keep: variableNames(values.env ?? []),
    signIn: { open: !values['no-open'], deviceCode: values['device-code'] },
    command: dashes === -1 ? [] : args.slice(dashes + 1),
  }
}

/** `--write` is short for the two scopes of the default server. */
export function scopesFrom({
  scope,
  write,
}: {
  scope?: readonly string[] | undefined
  write: boolean
}): string[] {
  return [...(scope ?? ['Workspace.Read']), ...(write ? ['Workspace.Write'] : [])]
}

/** A value on the command line is in every process list: names only. */
function variableNames(names: readonly string[]): readonly string[] {
  if (names.some((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))) {
    throw new CommandError(EXIT.usage, '--env takes the name of a variable and not its value: --env LANG')
  }
  return names
}
