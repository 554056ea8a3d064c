// Runs a tool the way its user does and shows all it said when it fails.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));

/** A tool of npm. */
export const bin = (name) => join(home, 'node_modules', '.bin', name);

/** forge or cast: npm's where it has one for this machine, else the one on the PATH; undefined if there is none. */
export function foundry(tool) {
  const cpu = process.arch === 'x64' ? 'amd64' : process.arch;
  const npm = join(home, 'node_modules', '@foundry-rs', `${tool}-${process.platform}-${cpu}`, 'bin');
  return [npm, ...(process.env.PATH ?? '').split(delimiter)].map((folder) => join(folder, tool)).find(existsSync);
}

/** Runs to the end; rejects unless the exit code is the one expected. */
export function run(file, args, { cwd = home, env = {}, exit = 0, seconds = 120 } = {}) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env }, timeout: seconds * 1000,
      maxBuffer: 16 << 20 };
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (code === exit) resolve({ stdout, stderr });
      else reject(new Error(`${[file.split('/').pop(), ...args].join(' ')}: exit ${code ?? error.signal}\n${stdout}\n${stderr}`));
    });
  });
}
