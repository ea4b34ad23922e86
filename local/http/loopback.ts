import { Server } from 'node:net';

export const LOOPBACK = '127.0.0.1';

let installed = false;

/**
 * Makes every server of this process listen on 127.0.0.1, whatever address it asks for. What runs here trusts whoever
 * can reach it, and fauxqs asks for all addresses of the machine and has no setting for it.
 */
export const listenOnLoopbackOnly = (): void => {
  if (installed) return;
  installed = true;
  const plain = Object.getOwnPropertyDescriptor(Server.prototype, 'listen')?.value as Server['listen'];
  Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
    Reflect.apply(plain, this, onLoopback(args));
    return this;
  };
};

/** The arguments of `listen`, which has a form for ports, one for options, and others that open no port. */
const onLoopback = (args: readonly unknown[]): unknown[] => {
  const [first, ...rest] = args;
  if (typeof first === 'number') {
    return [{ port: first, host: LOOPBACK }, ...rest.filter((one) => typeof one === 'function')];
  }
  const opensPort = typeof first === 'object' && first !== null && 'port' in first;
  return opensPort ? [{ ...first, host: LOOPBACK }, ...rest] : [...args];
};
