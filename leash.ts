/**
 * Loaded first into each child of `npm start`: its standard input is a pipe that nobody writes to, and the kernel closes
 * it when `npm start` is gone, however it went. The child then ends as if it had been asked to, and leaves no orphan.
 */
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'))
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'))
process.stdin.resume()
if ('unref' in process.stdin) process.stdin.unref()
