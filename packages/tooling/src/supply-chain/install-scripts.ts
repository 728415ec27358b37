/** Which packages run a program of their own while they are installed, and which of them may. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const Workspace = z.looseObject({
  catalog: z.record(z.string(), z.string()),
  allowBuilds: z.record(z.string(), z.boolean()),
})
const Lockfile = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ resolution: z.record(z.string(), z.string()) })),
})
const Manifest = z.looseObject({ name: z.string(), scripts: z.record(z.string(), z.string()).default({}) })
const AT_INSTALL = ['preinstall', 'install', 'postinstall']

/** Names of the installed packages that ask for it. */
export function packagesWithInstallScript(root: string): string[] {
  const manifests = globSync('node_modules/.pnpm/*/node_modules/{*,@*/*}/package.json', { cwd: root })
  const found = manifests.flatMap((file) => {
    const path = join(root, file)
    const { name, scripts } = Manifest.parse(JSON.parse(readFileSync(path, 'utf8')))
    // npm and pnpm run node-gyp for a package that says nothing but has this.
    const gyp = existsSync(join(dirname(path), 'binding.gyp'))
    return gyp || AT_INSTALL.some((script) => scripts[script] !== undefined) ? [name] : []
  })
  return [...new Set(found)].sort()
}

/** Everything about where packages come from that is not as strict as it could be, as sentences. */
export function supplyFaults(workspace: string, lockfile: string): string[] {
  const { catalog } = Workspace.parse(parse(workspace))
  const { packages } = Lockfile.parse(parse(lockfile))
  return [
    ...Object.entries(catalog)
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name} may be any of ${version}`),
    ...Object.entries(packages).flatMap(([name, { resolution }]) => [
      ...(resolution['integrity']?.startsWith('sha512-') ? [] : [`${name} has no digest`]),
      // A tarball or a git repository: neither is what the registry signed.
      ...Object.keys(resolution)
        .filter((key) => key !== 'integrity')
        .map((key) => `${name} comes from elsewhere (${key})`),
    ]),
  ]
}

/** Which packages the workspace lets run one, and which it forbids, by name. */
export function allowedBuilds(workspace: string): Record<string, boolean> {
  return Workspace.parse(parse(workspace)).allowBuilds
}
