/**
 * Software bills of materials: CycloneDX 1.7, one for each service (what its image holds of ours and of npm) and one for the
 * workspace (what builds and tests it, too). The same commit gives the same bytes.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import { repositoryRoot } from '../repository.ts'

/** The lockfile is read by the pnpm that wrote it. */
export const PNPM = 'pnpm@12.21.0'
const MEGABYTE = 1024 * 1024

const Bom = z.looseObject({
  serialNumber: z.string(),
  metadata: z.looseObject({ timestamp: z.string() }),
  components: z.array(z.looseObject({ purl: z.string() })),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
})

/**
 * @param app name of a folder under `apps/`; nothing: the whole workspace
 * @param time ISO 8601, of the commit
 * @returns JSON text
 * @throws Error with what pnpm said
 */
export async function billOfMaterials(app: string | undefined, time: string): Promise<string> {
  const of = app === undefined ? [] : ['--filter', `@chain-of-trust/${app}`]
  const which = app === undefined ? [] : ['--prod']
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const { stdout } = await promisify(execFile)(
    npx,
    [
      '--yes',
      '--prefer-offline',
      PNPM,
      ...of,
      'sbom',
      ...which,
      '--sbom-format',
      'cyclonedx',
      '--sbom-type',
      'application',
    ],
    { cwd: repositoryRoot, maxBuffer: 64 * MEGABYTE, shell: process.platform === 'win32' },
  )
  return `${JSON.stringify(reproducible(JSON.parse(stdout), time), null, 2)}\n`
}

/** Orders what has no order, and derives what pnpm draws by chance: serial number and time. */
export function reproducible(bom: unknown, time: string): z.infer<typeof Bom> {
  const { serialNumber: _, ...given } = Bom.parse(bom)
  const content = {
    ...given,
    metadata: { ...given.metadata, timestamp: new Date(time).toISOString() },
    components: given.components.toSorted((a, b) => compare(a.purl, b.purl)),
    dependencies: given.dependencies
      .map(({ dependsOn, ...entry }) => ({
        ...entry,
        ...(dependsOn && { dependsOn: dependsOn.toSorted(compare) }),
      }))
      .toSorted((a, b) => compare(a.ref, b.ref)),
  }
  return { ...content, serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}` }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** A UUID of version 8 (RFC 9562 §5.8): bits of our own, here of a SHA-256. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
