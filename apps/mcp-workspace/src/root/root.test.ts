import { execFileSync, spawn } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ToolRefusal } from '../tool.ts'
import { makeWorkspace, OUTSIDE } from './workspace.fixture.ts'
import { openRoot, type Root } from './root.ts'
import { writeFile } from './write-file.ts'

/** What a tool would get of a file: its text, or why not. */
async function read(root: Root, path: string): Promise<string> {
  try {
    await using file = await root.file(path)
    return await file.readFile('utf8')
  } catch (error) {
    return error instanceof ToolRefusal ? error.reason : String(error)
  }
}

test('a file in the workspace is read', async () => {
  await using root = await makeWorkspace({ 'src/a.ts': 'text' }).open()
  expect(await read(root, 'src/a.ts')).toBe('text')
})

test('a link out of the workspace is not followed, as a file or as a folder on the way', async () => {
  const { open, path, above } = makeWorkspace({ 'inside.txt': 'x' })
  symlinkSync(join(above, 'outside.txt'), join(path, 'file'))
  symlinkSync(above, join(path, 'folder'))
  symlinkSync('..', join(path, 'up'))
  symlinkSync('inside.txt', join(path, 'harmless'))
  await using root = await open()
  for (const name of ['file', 'folder/outside.txt', 'up/outside.txt', 'up/root/inside.txt', 'harmless'])
    expect(await read(root, name)).toBe('link_not_followed')
})

test('a folder that becomes a link after it was opened does not lead out', { tags: ['STD-5'] }, async () => {
  const { open, path, above } = makeWorkspace({ 'folder/outside.txt': 'the one inside' })
  await using root = await open()
  await using folder = await root.folder('folder')
  // Between check and use.
  renameSync(join(path, 'folder'), join(path, 'moved'))
  symlinkSync(above, join(path, 'folder'))
  await using file = await folder.file('outside.txt')
  expect(await file.readFile('utf8')).toBe('the one inside')
  expect(await read(root, 'folder/outside.txt')).toBe('link_not_followed')
})

test('while a folder is swapped for a link and back, nothing outside is ever read', async () => {
  const { open, path, above } = makeWorkspace({ 'folder/outside.txt': 'the one inside' })
  await using root = await open()
  const swapper = [
    'for (let i = 0; i < 4000; i += 1) {',
    "  fs.renameSync('folder', 'moved'); fs.symlinkSync(process.argv[1], 'folder')",
    "  fs.unlinkSync('folder'); fs.renameSync('moved', 'folder') }",
  ].join('\n')
  const child = spawn(process.execPath, ['-e', `const fs = require('fs')\n${swapper}`, above], { cwd: path })
  const seen = new Set<string>()
  while (child.exitCode === null) seen.add(await read(root, 'folder/outside.txt'))
  expect(child.exitCode).toBe(0)
  expect(seen).not.toContain(OUTSIDE)
  expect(seen).toContain('the one inside')
})

test('the workspace is the folder that was opened, whatever lies at its path later', async () => {
  const { open, path, above } = makeWorkspace({ 'a.txt': 'first' })
  await using root = await open()
  renameSync(path, join(above, 'elsewhere'))
  mkdirSync(path)
  writeFileSync(join(path, 'a.txt'), 'second')
  expect(await read(root, 'a.txt')).toBe('first')
})

test('a workspace that is named by a link is the folder behind it', async () => {
  const { path, above, stateDir } = makeWorkspace({ 'a.txt': 'x' })
  symlinkSync(path, join(above, 'link'))
  await using root = await openRoot({ path: join(above, 'link'), stateDir })
  expect(root.path).toBe(path)
  expect(await read(root, 'a.txt')).toBe('x')
})

test('pipes, devices and sockets are not opened', async () => {
  const { open, path } = makeWorkspace()
  execFileSync('mkfifo', [join(path, 'pipe')])
  await using root = await open()
  // A pipe without a writer would be waited for, for ever.
  expect(await read(root, 'pipe')).toBe('not_a_file')
})

test('a hard link is a file of the workspace: the one outside cannot be changed through it', async () => {
  const { open, path, above } = makeWorkspace()
  linkSync(join(above, 'outside.txt'), join(path, 'hard'))
  await using root = await open()
  const { folder, name } = await root.target('hard')
  await using here = folder
  await writeFile(here, name, Buffer.from('new'))
  expect(readFileSync(join(path, 'hard'), 'utf8')).toBe('new')
  expect(readFileSync(join(above, 'outside.txt'), 'utf8')).toBe(OUTSIDE)
})

test('where Chain of Trust keeps its keys is not entered, under any name', async () => {
  const { open, path } = makeWorkspace({ 'var/keys/key.txt': 'key' })
  await using root = await open({ stateDir: join(path, 'var') })
  expect(await read(root, 'var/keys/key.txt')).toBe('file_guarded')
  renameSync(join(path, 'var'), join(path, 'renamed'))
  expect(await read(root, 'renamed/keys/key.txt')).toBe('file_guarded')
})

test('version control, credentials, and what editors obey are guarded', async () => {
  const { open } = makeWorkspace({ '.git/config': 'x', '.env': 'KEY=x', '.vscode/settings.json': '{}' })
  await using root = await open()
  expect(await read(root, '.git/config')).toBe('file_guarded')
  expect(await read(root, '.env')).toBe('file_guarded')
  expect(await read(root, '.vscode/settings.json')).toBe('{}')
  for (const path of ['.git/hooks/pre-commit', '.env', '.vscode/settings.json', '.vscode/tasks.json'])
    await expect(root.target(path)).rejects.toMatchObject({ reason: 'file_guarded' })
  await expect(root.folder('.git')).rejects.toMatchObject({ reason: 'file_guarded' })
})

test('the person can open credentials to the agent, and no more than those', async () => {
  const { open } = makeWorkspace({ '.git/config': 'x', '.env': 'KEY=x' })
  await using root = await open({ allowSensitive: true })
  expect(await read(root, '.env')).toBe('KEY=x')
  expect(await read(root, '.git/config')).toBe('file_guarded')
  await expect(root.target('.vscode/settings.json')).rejects.toMatchObject({ reason: 'file_guarded' })
})

test.each([
  ['/', /whole disk/],
  [homedir(), /whole disk/],
  ['/nowhere/at/all', /no such folder/],
  ['/etc/hostname', /no folder/],
])('%s is no workspace', async (path, why) => {
  await expect(openRoot({ path, stateDir: '/nowhere' })).rejects.toThrow(why)
})

test('the folder of keys and logs is no workspace, nor what is in it', async () => {
  const { open, path } = makeWorkspace({ 'inner/a.txt': 'x' })
  await expect(open({ stateDir: path })).rejects.toThrow(/STATE_DIR/)
  await expect(open({ path: join(path, 'inner'), stateDir: path })).rejects.toThrow(/STATE_DIR/)
})
