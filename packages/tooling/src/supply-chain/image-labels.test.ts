import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commit } from './commit.ts'
import { baseImage, buildArguments, imageLabels } from './image-labels.ts'

const TIME = '2026-01-02T03:04:05.000Z'

test('an image says what it is, from which commit, and on what it stands', () => {
  const labels = imageLabels(
    'orchestrator',
    { revision: 'abc', time: TIME },
    'https://example.com/repository',
  )
  expect(labels).toMatchObject({
    'org.opencontainers.image.title': 'orchestrator',
    'org.opencontainers.image.revision': 'abc',
    'org.opencontainers.image.created': TIME,
    'org.opencontainers.image.licenses': 'Apache-2.0',
    'org.opencontainers.image.source': 'https://example.com/repository',
    'org.opencontainers.image.base.name': expect.stringMatching(/^node:24/) as string,
  })
  expect(labels['org.opencontainers.image.description']).not.toBe('')
  expect(imageLabels('orchestrator', { revision: 'abc', time: TIME })).not.toHaveProperty(
    'org.opencontainers.image.source',
  )
  expect(buildArguments('orchestrator', 'example/orchestrator', { a: 'b c' }).join('|')).toBe(
    'build|--file|infra/Dockerfile|--build-arg|APP=orchestrator|--tag|example/orchestrator|--label|a=b c|.',
  )
})

test('the base is that of the last stage', () => {
  expect(baseImage('FROM one AS build\nRUN x\nFROM two@sha256:0\n')).toBe('two@sha256:0')
  expect(() => baseImage('RUN x')).toThrow('no FROM')
})

test('what was not committed is not passed off as the commit', () => {
  const root = mkdtempSync(join(tmpdir(), 'commit-'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: root,
      env: { ...process.env, GIT_COMMITTER_DATE: '2026-01-02T05:04:05+02:00' },
      stdio: 'pipe',
    })
  git('init', '--quiet')
  writeFileSync(join(root, 'a'), '1')
  git('add', 'a')
  git('commit', '--quiet', '--message', 'a')
  const clean = commit(root)
  expect(clean.revision).toMatch(/^[\da-f]{40}$/)
  expect(clean.time).toBe(TIME)
  writeFileSync(join(root, 'a'), '2')
  expect(commit(root).revision).toBe(`${clean.revision}-modified`)
})
