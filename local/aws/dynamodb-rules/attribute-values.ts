/**
 * Values as DynamoDB's protocol writes them, such as `{"N": "1"}`, and what AWS refuses of them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export type Item = Readonly<Record<string, unknown>>;

/** Levels of lists and maps, the attribute's own counted. */
const DEEPEST = 31;
const MOST_DIGITS = 38;
const LARGEST_EXPONENT = 125;
const SMALLEST_EXPONENT = -130;

/** The type and the content of a value; undefined when it does not have exactly one type. */
export const readValue = (value: unknown): { type: string; content: unknown } | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const [only, ...others] = Object.entries(value);
  return only === undefined || others.length > 0 ? undefined : { type: only[0], content: only[1] };
};

const textsOf = (content: unknown): string[] => (Array.isArray(content) ? content.map(String) : []);
const valuesOf = (content: unknown): unknown[] => (Array.isArray(content) ? content : []);
const membersOf = (content: unknown): [string, unknown][] =>
  typeof content === 'object' && content !== null ? Object.entries(content) : [];

/** What AWS says to a value that it does not take. */
export const faultOfValue = (value: unknown, level = 0): string | undefined => {
  const read = readValue(value);
  if (read === undefined) {
    return 'Supplied AttributeValue has not exactly one of the supported datatypes';
  }
  const { type, content } = read;
  switch (type) {
    case 'N':
      return faultOfNumber(String(content));
    case 'NULL':
      return content === true
        ? undefined
        : 'One or more parameter values were invalid: Null attribute value types must have the value of true';
    case 'SS':
    case 'NS':
    case 'BS':
      return faultOfSet(type, textsOf(content));
    case 'L':
    case 'M':
      if (level >= DEEPEST) {
        return 'Nesting Levels have exceeded supported limits: Attributes have nested levels beyond supported limit';
      }
      return firstFault(type === 'L' ? valuesOf(content) : membersOf(content).map(([, one]) => one), (one) =>
        faultOfValue(one, level + 1),
      );
    default:
      return undefined;
  }
};

const firstFault = <T>(list: readonly T[], faultOf: (one: T) => string | undefined): string | undefined => {
  for (const one of list) {
    const fault = faultOf(one);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

const faultOfSet = (type: 'SS' | 'NS' | 'BS', members: readonly string[]): string | undefined => {
  if (members.length === 0) return 'One or more parameter values were invalid: A set may not be empty';
  if (new Set(members).size < members.length) {
    return `One or more parameter values were invalid: Input collection [${members.join(', ')}] contains duplicates.`;
  }
  return type === 'NS' ? firstFault(members, faultOfNumber) : undefined;
};

const faultOfNumber = (text: string): string | undefined => {
  const [, whole = '', fraction = '', exponent = '0'] =
    /^[+-]?(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  if (whole + fraction === '') {
    return `The parameter cannot be converted to a numeric value: ${text}`;
  }
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return undefined;
  const magnitude = digits.length - 1 - fraction.length + Number(exponent);
  if (magnitude > LARGEST_EXPONENT) {
    return 'Number overflow. Attempting to store a number with magnitude larger than supported range';
  }
  if (magnitude < SMALLEST_EXPONENT) {
    return 'Number underflow. Attempting to store a number with magnitude smaller than supported range';
  }
  return digits.replace(/0+$/, '').length > MOST_DIGITS
    ? 'Attempting to store more than 38 significant digits in a Number'
    : undefined;
};

/** Bytes that AWS counts for an item: names, values, and what lists and maps take themselves. */
export const sizeOfItem = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);

const sizeOfValue = (value: unknown): number => {
  const { type, content } = readValue(value) ?? { type: '', content: undefined };
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(content));
    case 'N':
      return sizeOfNumber(String(content));
    case 'B':
      return Buffer.byteLength(String(content), 'base64');
    case 'SS':
      return textsOf(content).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    case 'NS':
      return textsOf(content).reduce((sum, text) => sum + sizeOfNumber(text), 0);
    case 'BS':
      return textsOf(content).reduce((sum, text) => sum + Buffer.byteLength(text, 'base64'), 0);
    case 'L':
      return valuesOf(content).reduce<number>((sum, one) => sum + 1 + sizeOfValue(one), 3);
    case 'M':
      return membersOf(content).reduce(
        (sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + sizeOfValue(one),
        3,
      );
    default:
      return 1;
  }
};

/** Two digits a byte and one for the exponent. */
const sizeOfNumber = (text: string): number => {
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
};

/** Negative, zero or positive, as a sort key orders them; undefined for values that have no order between them. */
export const compareValues = (left: unknown, right: unknown): number | undefined => {
  const [a, b] = [readValue(left), readValue(right)];
  if (a === undefined || b === undefined || a.type !== b.type) return undefined;
  if (a.type === 'N') return Number(a.content) - Number(b.content);
  if (a.type === 'S') return Buffer.compare(Buffer.from(String(a.content)), Buffer.from(String(b.content)));
  return undefined;
};
