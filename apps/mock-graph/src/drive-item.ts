import { folderTarget } from './library/database.ts'
import type { Document } from './library/library.ts'

/** What a document's resource looks like in Graph (`microsoft.graph.driveItem`), as far as we have it. */
export interface DriveItem {
  id: string
  name: string
  /** Bytes. */
  size: number
  lastModifiedDateTime: string
  webUrl: string
  file: { mimeType: string }
  parentReference: { driveType: 'documentLibrary'; id: string; name: string; path: string }
}

export function driveItem({ id, name, folder, content, modified }: Document): DriveItem {
  return {
    id,
    name,
    size: Buffer.byteLength(content),
    lastModifiedDateTime: modified,
    webUrl: `https://contoso.sharepoint.example/sites/${folder}/${encodeURIComponent(name)}`,
    file: { mimeType: 'text/markdown' },
    parentReference: {
      driveType: 'documentLibrary',
      id: folderTarget(folder),
      name: folder,
      path: `/drive/root:/${folder}`,
    },
  }
}
