/** `docs/configuration.md` names every variable that a process of ours reads, and no other. */
import { globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as z from 'zod'
import { listServices } from './services.ts'

/** Variables by process: name and default, undefined where it has none or works one out. */
export type Configurations = ReadonlyMap<string, ReadonlyMap<string, string | undefined>>

const Schema = z.object({
  properties: z.record(z.string(), z.looseObject({ default: z.union([z.string(), z.number()]).optional() })),
})

/** What the schema `Config` of each `apps/<name>/src/config.ts` reads. Paths are from the root. */
export async function readConfigurations(root: string): Promise<Configurations> {
  const found = globSync('apps/*/src/config.ts', { cwd: root }).sort()
  const entries = found.map(async (file) => {
    const { Config } = (await import(join(root, file))) as { Config: z.ZodType }
    const { properties } = Schema.parse(z.toJSONSchema(Config, { io: 'input', unrepresentable: 'any' }))
    const variables = Object.entries(properties).map(([variable, { default: value }]) => {
      const text = value === undefined ? undefined : String(value)
      return [variable, text?.replace(`${root}/`, '')] as const
    })
    return [basename(dirname(dirname(file))), new Map(variables)] as const
  })
  return new Map(await Promise.all(entries))
}

/**
 * Everything in which the page and the schemas differ, as sentences.
 * @param page Markdown with rows `| variable | default | read by | what it is |`
 */
export function findConfigurationFaults(page: string, configurations: Configurations): string[] {
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` *\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, variable = '', ...cells]) => [variable, ...cells.map((cell) => cell.trim())] as const,
  )
  const said = new Set<string>(rows.map(([variable]) => variable))
  const read = new Set([...configurations.values()].flatMap((variables) => [...variables.keys()]))
  return [
    ...[...read].filter((variable) => !said.has(variable)).map((variable) => `${variable} has no row`),
    ...[...said].filter((variable) => !read.has(variable)).map((variable) => `${variable} is read by nobody`),
    ...rows.filter(([variable], at) => rows.findIndex(([first]) => first === variable) !== at).map(twice),
    ...rows.flatMap(([variable, value = '', by = '', meaning]) => {
      const readers = [...configurations].filter(([, variables]) => variables.has(variable))
      const names = readers.map(([name]) => name)
      const stated = namesIn(by, [...configurations.keys()])
      const defaults = new Set(readers.map(([, variables]) => variables.get(variable)))
      return [
        ...(names.sort().join() === stated.sort().join()
          ? []
          : [`${variable} is read by ${names.join(', ')}`]),
        ...(agrees(value, defaults) ? [] : [`${variable} has the default ${[...defaults].join(' or ')}`]),
        ...(meaning === '' ? [`${variable} has no meaning`] : []),
      ]
    }),
  ]
}

const twice = ([variable]: readonly [string, ...string[]]) => `${variable} has two rows`

/** `all`, `services`, either with `but a, b`; or names. */
function namesIn(cell: string, all: readonly string[]): string[] {
  const [, group, excepted = ''] = /^(all|services)(?: but (.+))?$/.exec(cell) ?? []
  if (group === undefined) return cell.split(', ')
  const listening = new Set(listServices().map(({ name }) => name))
  return all
    .filter((name) => group === 'all' || listening.has(name))
    .filter((name) => !excepted.split(', ').includes(name))
}

/** A default that everybody shares is said as it is; one of the registrations may be said in words. */
function agrees(cell: string, defaults: ReadonlySet<string | undefined>): boolean {
  const [only] = defaults
  const literal = /^`([^`]*)`$/.exec(cell)?.[1]
  if (defaults.size > 1 || only === undefined) return cell !== '' && literal === undefined
  if (only === '') return cell === 'empty'
  if (/localhost|^[\da-f]{8}-|=c1/.test(only)) return cell !== '' && (literal ?? only) === only
  return literal === only
}
