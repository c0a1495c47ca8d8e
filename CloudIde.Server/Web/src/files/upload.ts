import { writeFile } from '../api/files.ts';
import { describe } from '../api/client.ts';
import { h } from '../dom/element.ts';
import { toast } from '../dom/toast.ts';
import { openDialog } from '../dom/dialog.ts';
import type { FileStore } from './fileStore.ts';
import { joinPath } from './paths.ts';

export interface Upload {
  path: string;
  file: File;
}

/** Lets the person choose files of their own machine. */
export function pickFiles(): Promise<Upload[]> {
  return new Promise(resolve => {
    const input = h('input', { type: 'file', multiple: true });
    input.addEventListener('change', () => resolve([...(input.files ?? [])].map(file => ({ path: file.name, file }))));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** The files of a drop, those in dropped folders included. */
export async function droppedFiles(data: DataTransfer): Promise<Upload[]> {
  // The entries must be taken before the first await; afterwards the browser has emptied the transfer.
  const entries = [...data.items].map(item => item.webkitGetAsEntry()).filter(entry => entry !== null);
  const uploads: Upload[] = [];
  for (const entry of entries) {
    await collect(entry, '', uploads);
  }
  return uploads;
}

async function collect(entry: FileSystemEntry, folder: string, uploads: Upload[]): Promise<void> {
  const path = joinPath(folder, entry.name);
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    uploads.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader answers with a part at a time, and with nothing at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) {
      return;
    }
    for (const child of part) {
      await collect(child, path, uploads);
    }
  }
}

/** Puts files into a folder of the project, after asking about those that would replace others. */
export async function uploadFiles(store: FileStore, uploads: Upload[], folder: string): Promise<void> {
  const targets = uploads.map(upload => ({ ...upload, path: joinPath(folder, upload.path) }));
  const existing = targets.filter(target => store.files.has(target.path));
  if (existing.length > 0) {
    const answer = await openDialog({
      title: existing.length === 1 ? 'Replace a file?' : `Replace ${existing.length} files?`,
      body: h('p', {}, `${existing.slice(0, 3).map(target => target.path).join(', ')}${existing.length > 3 ? ', …' : ''} ${existing.length === 1 ? 'exists' : 'exist'} already.`),
      actions: [{ text: 'Cancel', kind: 'secondary', value: '' }, { text: 'Replace', kind: 'danger', value: 'yes', testid: 'confirm' }],
    }).result;
    if (answer !== 'yes') {
      return;
    }
  }
  const failures: string[] = [];
  for (const target of targets) {
    try {
      await writeFile(store.project, target.path, target.file, 'any');
    } catch (error) {
      failures.push(`${target.path}: ${describe(error)}`);
    }
  }
  await store.refresh();
  if (failures.length > 0) {
    toast('error', `${failures.length} of ${targets.length} files were not uploaded. ${failures[0]}`);
  } else {
    toast('success', targets.length === 1 ? `${targets[0]!.path} uploaded` : `${targets.length} files uploaded`);
  }
}
