import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { repositoryRoot } from '../repository.ts'
import type { Commit } from './commit.ts'

const Manifest = z.object({ description: z.string(), version: z.string(), license: z.string() })

/**
 * What an image says of itself: the pre-defined annotations of the OCI image specification.
 * @param app name of a folder under `apps/`
 * @param source URL of the repository, where it has one
 */
export function imageLabels(
  app: string,
  { revision, time }: Commit,
  source?: string,
): Record<string, string> {
  const file = join(repositoryRoot, 'apps', app, 'package.json')
  const { description, version, license } = Manifest.parse(JSON.parse(readFileSync(file, 'utf8')))
  const labels = {
    title: app,
    description,
    version,
    revision,
    created: time,
    licenses: license,
    ...(source !== undefined && { source }),
    'base.name': baseImage(readFileSync(join(repositoryRoot, 'infra/Dockerfile'), 'utf8')),
  }
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [`org.opencontainers.image.${name}`, value]),
  )
}

/** The image that the last stage of a Dockerfile begins with. @throws Error when there is none */
export function baseImage(dockerfile: string): string {
  const last = [...dockerfile.matchAll(/^FROM (\S+)/gm)].at(-1)?.[1]
  if (last === undefined) throw new Error('infra/Dockerfile has no FROM')
  return last
}

/** Arguments of `docker build` for a service's image, from the root of the repository. */
export function buildArguments(app: string, tag: string, labels: Record<string, string>): string[] {
  return [
    'build',
    '--file',
    'infra/Dockerfile',
    '--build-arg',
    `APP=${app}`,
    '--tag',
    tag,
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    '.',
  ]
}
