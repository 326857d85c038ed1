import { kafkaClientOf, TcpProxy } from './tcp-proxy.mjs';

/** Every wire between two parts, by name: `control-1→database`, `control-1→broker`, `adapters-banks-2→institutions`, `clients→api` … */
export class Network {
  #ports;
  #proxies = new Map();
  #fronts = new Map();

  constructor(ports) {
    this.#ports = ports;
  }

  /** The address to use instead of `url`, so that what is said passes the wire `name`. */
  async through(name, url) {
    const there = new URL(url);
    const proxy = new TcpProxy(name);
    const port = await this.#ports.get(`wire ${name}`);
    await proxy.open(port, () => Number(there.port));
    this.#proxies.set(name, proxy);
    const front = new URL(url);
    front.port = String(port);
    return front.href.replace(/\/$/, there.pathname === '/' ? '' : '/');
  }

  /** One port for all clients of the broker, which sends them all to the same address: they are told apart by the ids they give. */
  async frontOf(name, targetPort) {
    if (!this.#fronts.has(name)) {
      const proxy = new TcpProxy(name, (first) => `${kafkaClientOf(first)}→${name}`);
      const port = await this.#ports.get(`wire ${name}`);
      await proxy.open(port, targetPort);
      this.#fronts.set(name, { port, proxy });
    }
    return this.#fronts.get(name).port;
  }

  names(processes) {
    const speakers = processes
      .filter((name) => name !== 'simulator')
      .map((name) => `${name === 'api' || name === 'watcher' ? `${name}-1` : name}→broker`);
    return [...this.#proxies.keys(), ...speakers];
  }

  spoil(name, fault) {
    this.#proxyOf(name).spoil(name, fault);
  }

  mend(name) {
    return this.#proxyOf(name).mend(name);
  }

  close() {
    for (const proxy of [...this.#proxies.values(), ...[...this.#fronts.values()].map((front) => front.proxy)]) proxy.close();
  }

  #proxyOf(name) {
    return this.#proxies.get(name) ?? this.#fronts.get(name.split('→')[1]).proxy;
  }
}
