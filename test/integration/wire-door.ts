import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A door before a broker: closed, it hangs up on whoever comes. */
export async function startDoor(broker: string): Promise<{ address: string; open(): void; close(): void }> {
  const [host = '127.0.0.1', port = '9092'] = broker.split(':');
  let open = false;
  const sockets = new Set<Socket>();
  const server = createServer((inside) => {
    if (!open) {
      inside.destroy();
      return;
    }
    const outside = connect(Number(port), host);
    for (const socket of [inside, outside]) sockets.add(socket.on('error', () => socket.destroy()));
    inside.pipe(outside).pipe(inside);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => {
      open = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
