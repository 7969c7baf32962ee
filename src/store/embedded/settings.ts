/**
 * What initdb writes into postgresql.conf, for a machine with 4 GB and two cores; whoever runs the server may edit them
 * there. What is not named keeps PostgreSQL's default: fsync, full_page_writes and data checksums are on.
 */
const CONFIGURED: Readonly<Record<string, string>> = {
  shared_buffers: '256MB',
  max_wal_size: '4GB', // with the next: a fold of a month writes WAL faster than the default 1 GB and 5 min allow
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  max_connections: '40',
  jit: 'off', // compiling cost more than it saved on every statement of the fold
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C', // the reasons we read in the log are English
  password_encryption: 'scram-sha-256',
  // Files instead of /dev/shm: containers give it 64 MB, and systemd-logind empties it when the user logs out (RemoveIPC)
  dynamic_shared_memory_type: 'mmap',
  log_min_error_statement: 'panic', // a failing `create role … password` must not put its password into the log
}

/** The arguments of initdb that carry the settings. */
export function initArguments(): string[] {
  return Object.entries(CONFIGURED).flatMap(([name, value]) => ['--set', `${name}=${value}`])
}

/** The arguments of the server. What makes it ours to reach is given here, where no edit of a file can undo it. */
export function serverArguments(
  dataFolder: string,
  port: number,
  extra: Readonly<Record<string, string>> = {},
): string[] {
  const settings = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', ...extra }
  return ['-D', dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}
