import { mailgunPaths, type Operation } from './mailgun-paths.ts';

export interface FoundOperation {
  operation: Operation;
  /** What stands in the braces of its path. */
  names: Record<string, string>;
}

interface Pattern {
  operation: Operation;
  method: string;
  path: RegExp;
  parameters: string[];
  /** Sorts a literal before a parameter in the same place. */
  order: string;
}

const isOperation = (text: string): text is Operation => {
  const [method = '', path = ''] = text.split(' ');
  const methods = new Map<string, string>(Object.entries(mailgunPaths)).get(path)?.split(' ') ?? [];
  return methods.includes(method);
};

/** Every method and path that Mailgun has. */
export const mailgunOperations: readonly Operation[] = Object.entries(mailgunPaths).flatMap(
  ([path, methods]) =>
    methods
      .split(' ')
      .map((method) => `${method} ${path}`)
      .filter(isOperation),
);

const parameter = /\{([^}]+)\}/g;

const patterns: readonly Pattern[] = mailgunOperations
  .map((operation) => {
    const [method = '', path = ''] = operation.split(' ');
    return {
      operation,
      method,
      path: new RegExp(`^${path.replaceAll('.', '\\.').replace(parameter, '([^/]+)')}$`),
      parameters: [...path.matchAll(parameter)].map((match) => match[1] ?? ''),
      order: path.replace(parameter, '\uffff'),
    };
  })
  .sort((one, other) => (one.order < other.order ? -1 : 1));

/** Which of Mailgun's operations a call is; undefined when Mailgun has no such path or method. */
export const findOperation = (method: string, path: string): FoundOperation | undefined => {
  for (const pattern of patterns) {
    if (pattern.method !== method) continue;
    const values = pattern.path.exec(path)?.slice(1).map(decoded);
    if (values === undefined) continue;
    // A part that is not well encoded names nothing.
    if (values.includes(undefined)) return undefined;
    const names = pattern.parameters.map((name, i) => [name, values[i] ?? ''] as const);
    return { operation: pattern.operation, names: Object.fromEntries(names) };
  }
  return undefined;
};

const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
};
