import {
  TableName,
  S,
  N,
  key,
  many,
  nested,
  put,
  putIf,
  get,
  update,
  query,
  queryLead,
  read,
  transact,
  Put,
  long,
  itemOf,
  type Request,
} from './dynamodb-requests.ts';

/** What AWS refuses whatever is stored, with a part of what it says. */
export const refused: readonly (readonly [string, Request, RegExp])[] = [
  ['an empty partition key', put({ pk: S('') }), /cannot contain an empty string value. Key: pk/],
  ['an empty sort key', put({ sk: S('') }), /Key: sk/],
  [
    'an item without its sort key',
    { operation: 'PutItem', input: { TableName, Item: { pk: S('a') } } },
    /Missing the key sk/,
  ],
  ['a key of another type', put({ pk: N('1') }), /Type mismatch for key pk expected: S actual: N/],
  ['a partition key of 2,049 bytes', put({ pk: S('ü'.repeat(1024) + 'x') }), /hash key pk .* 2048 bytes/],
  ['a sort key of 1,025 bytes', put({ sk: S(long(1025)) }), /range key sk .* 1024 bytes/],
  ['an empty index key', put({ leadId: S('') }), /Key: leadId/],
  ['an index key of 2,049 bytes', put({ leadId: S(long(2049)) }), /hash key leadId/],
  ['an index key that is null', put({ leadId: { NULL: true } }), /Type mismatch for key leadId/],
  ['an index key of another type', put({ dueAt: S('1') }), /Type mismatch for key dueAt/],
  ['reading by an empty key', get(key('')), /Key: pk/],
  ['reading by a key of 2,049 bytes', get(key(long(2049))), /hash key pk/],
  ['reading by half a key', get({ pk: S('a') }), /does not match the schema/],
  ['reading by more than a key', get({ ...key(), leadId: S('a') }), /does not match the schema/],

  ['an item over 400 KB', put(itemOf(409_601)), /Item size has exceeded/],
  ['a number of 39 digits', put({ n: N('1'.repeat(39)) }), /38 significant digits/],
  ['a number of 1e126', put({ n: N('1e126') }), /overflow/],
  ['a number of 1e-131', put({ n: N('0.1e-130') }), /underflow/],
  ['a number that is none', put({ n: N('NaN') }), /cannot be converted to a numeric value/],
  ['an empty text for a number', put({ n: N('') }), /cannot be converted to a numeric value/],
  ['lists and maps 32 levels deep', put({ deep: nested(32) }), /Nesting Levels/],
  ['an empty set', put({ tags: { SS: [] } }), /set may not be empty/],
  ['an empty set within a list', put({ list: { L: [{ NS: [] }] } }), /set may not be empty/],
  ['a set that has something twice', put({ tags: { SS: ['a', 'a'] } }), /contains duplicates/],
  ['a value of two types', put({ v: { S: 'a', N: '1' } }), /not exactly one/],

  [
    'a BETWEEN that is upside down',
    putIf('v BETWEEN :a AND :b', { ':a': N('2'), ':b': N('1') }),
    /upper bound/,
  ],
  ['a BETWEEN of two types', putIf('v BETWEEN :a AND :b', { ':a': N('2'), ':b': S('3') }), /same data type/],
  ['a comparison with true', putIf('v < :a', { ':a': { BOOL: true } }), /operand type: BOOL/],
  ['a comparison with itself', putIf('v = v'), /must be distinct/],
  ['an IN of 101', putIf(`v IN (${many(101, () => ':a').join(', ')})`, { ':a': S('a') }), /at most 100/],
  ['a reserved word', putIf('attribute_not_exists(status)'), /reserved keyword: status/],
  [
    'a reserved word in a projection',
    query('pk = :p', { ':p': S('a') }, { ProjectionExpression: 'sk, name' }),
    /reserved keyword: name/,
  ],
  [
    'a value that no expression uses',
    putIf('attribute_exists(v)', { ':a': S('a') }),
    /unused in expressions: keys: {:a}/,
  ],
  [
    'a name that no expression uses',
    putIf('attribute_exists(v)', undefined, { ExpressionAttributeNames: { '#a': 'a' } }),
    /unused in expressions: keys: {#a}/,
  ],
  ['a value that is not there', putIf('v = :a'), /not defined; attribute value: :a/],
  ['a name that is not there', putIf('attribute_exists(#a)'), /not defined; attribute name: #a/],
  ['no values at all', putIf('attribute_exists(v)', {}), /ExpressionAttributeValues must not be empty/],
  [
    'values without an expression',
    put({}, { ExpressionAttributeValues: { ':a': S('a') } }),
    /only be specified when using expressions/,
  ],
  ['an empty expression', putIf(''), /can not be empty/],
  ['an expression of 4,097 bytes', putIf(`attribute_exists(${long(4079)})`), /Expression size/],
  ['an update of a key', update('SET pk = :a', { ':a': S('a') }), /part of the key/],
  [
    'an update of the same attribute twice',
    update('SET v = :a, v = :b', { ':a': S('a'), ':b': S('b') }),
    /paths overlap/,
  ],
  [
    'an update of an attribute and of what is in it',
    update('SET v = :a REMOVE v.w', { ':a': S('a') }),
    /paths overlap/,
  ],
  ['an update with two SET', update('SET v = :a SET w = :a', { ':a': S('a') }), /only be used once/],
  ['an update that empties an index key', update('SET leadId = :a', { ':a': S('') }), /Key: leadId/],
  [
    'an update that makes an index key too long',
    update('SET leadId = :a', { ':a': S(long(2049)) }),
    /hash key leadId/,
  ],

  ['a query for an empty key', query('pk = :p', { ':p': S('') }), /Key: pk/],
  ['a query for a key of 2,049 bytes', query('pk = :p', { ':p': S(long(2049)) }), /hash key pk/],
  ['a query for a key of another type', query('pk = :p', { ':p': N('1') }), /Type mismatch for key pk/],
  ['a query for an empty index key', queryLead(''), /Key: leadId/],
  ['a query below an empty sort key', query('pk = :p AND sk < :s', { ':p': S('a'), ':s': S('') }), /Key: sk/],
  [
    'a query for an empty prefix',
    query('pk = :p AND begins_with(sk, :s)', { ':p': S('a'), ':s': S('') }),
    /Key: sk/,
  ],
  [
    'a query for a range that is upside down',
    query('pk = :p AND sk BETWEEN :a AND :b', { ':p': S('a'), ':a': S('b'), ':b': S('a') }),
    /upper bound/,
  ],
  ['a query without a partition', query('sk = :s', { ':s': S('a') }), /missed key schema element: pk/],
  ['a query for what is no key', query('pk = :p AND v = :p', { ':p': S('a') }), /v is no key attribute/],
  [
    'a query of an index that is not there',
    query('pk = :p', { ':p': S('a') }, { IndexName: 'byNobody' }),
    /specified index: byNobody/,
  ],
  ['a consistent query of an index', queryLead('a', { ConsistentRead: true }), /Consistent reads/],
  ['a query for nothing', query('pk = :p', { ':p': S('a') }, { Limit: 0 }), /greater than or equal to 1/],
  [
    'a start in another partition',
    query('pk = :p', { ':p': S('a') }, { ExclusiveStartKey: key('b') }),
    /outside query boundaries/,
  ],
  [
    'a start outside of the range',
    query('pk = :p AND sk > :s', { ':p': S('a'), ':s': S('m') }, { ExclusiveStartKey: key('a', 'b') }),
    /outside query boundaries/,
  ],
  [
    'a start of half a key',
    query('pk = :p', { ':p': S('a') }, { ExclusiveStartKey: { pk: S('a') } }),
    /starting key is invalid/,
  ],
  [
    'a start of another index',
    query('pk = :p', { ':p': S('a') }, { ExclusiveStartKey: { ...key(), leadId: S('a'), dueAt: N('1') } }),
    /starting key is invalid/,
  ],
  [
    'a start of the table in an index',
    queryLead('a', { ExclusiveStartKey: key() }),
    /starting key is invalid/,
  ],
  [
    'a start with an empty key',
    query('pk = :p', { ':p': S('a') }, { ExclusiveStartKey: key('a', '') }),
    /starting key is invalid: .* Key: sk/,
  ],

  ['101 keys at once', read(many(101, (i) => key(`${i}`))), /less than or equal to 100/],
  ['a key twice at once', read([key(), key()]), /contains duplicates/],
  ['no keys', read([]), /greater than or equal to 1/],
  ['101 writes in a transaction', transact(many(101, (i) => Put(key(`${i}`)))), /less than or equal to 100/],
  ['no writes in a transaction', transact([]), /greater than or equal to 1/],
  [
    'two writes of one item in a transaction',
    transact([Put({ ...key(), v: N('1') }), { Delete: { TableName, Key: key() } }]),
    /multiple operations on one item/,
  ],
  [
    'a transaction of more than 4 MB',
    transact(many(11, (i) => Put({ ...key(`${i}`), v: S(long(400_000)) }))),
    /exceeds 4 MB/,
  ],
  ['an empty index key in a transaction', transact([Put({ ...key(), leadId: S('') })]), /Key: leadId/],
  [
    'a value unused in a transaction',
    transact([
      Put(key(), { ConditionExpression: 'attribute_exists(v)', ExpressionAttributeValues: { ':a': S('a') } }),
    ]),
    /unused/,
  ],
  [
    '26 writes in a batch',
    {
      operation: 'BatchWriteItem',
      input: { RequestItems: { [TableName]: many(26, (i) => ({ DeleteRequest: { Key: key(`${i}`) } })) } },
    },
    /less than or equal to 25/,
  ],
  [
    'an item twice in a batch',
    {
      operation: 'BatchWriteItem',
      input: {
        RequestItems: {
          [TableName]: [{ DeleteRequest: { Key: key() } }, { PutRequest: { Item: { ...key(), v: N('1') } } }],
        },
      },
    },
    /contains duplicates/,
  ],
];

/** What is just within the bounds. */
export const taken: readonly (readonly [string, Request])[] = [
  ['keys as long as they may be', put({ pk: S(long(2048)), sk: S('ü'.repeat(512)), leadId: S(long(2048)) })],
  ['an item of 400 KB', put(itemOf(409_600))],
  ['an empty text that is no key', put({ v: S(''), list: { L: [] }, map: { M: {} } })],
  [
    'the longest, largest and smallest numbers',
    put({ a: N('1'.repeat(38)), b: N('9.9e125'), c: N('-1e-130'), d: N('-0.00') }),
  ],
  ['a number of many zeros', put({ a: N(`1${'0'.repeat(60)}`), b: N(`0.${'0'.repeat(60)}1`) })],
  ['lists and maps 31 levels deep', put({ deep: nested(31) })],
  ['a range of one value', query('pk = :p AND sk BETWEEN :a AND :a', { ':p': S('a'), ':a': S('b') })],
  [
    'a key condition in parentheses',
    query(
      '(pk = :p) and begins_with ( #s , :s )',
      { ':p': S('a'), ':s': S('b') },
      { ExpressionAttributeNames: { '#s': 'sk' } },
    ),
  ],
  [
    'a start within the range',
    query('pk = :p AND sk > :s', { ':p': S('a'), ':s': S('a') }, { ExclusiveStartKey: key() }),
  ],
  [
    'a start of the index',
    queryLead('a', {
      ExclusiveStartKey: { ...key(), leadId: S('a'), dueAt: N('1') },
      ScanIndexForward: false,
    }),
  ],
  [
    'a filter and a projection of reserved words',
    query(
      'pk = :p',
      { ':p': S('a') },
      {
        FilterExpression: 'attribute_not_exists(deletedAt) OR #n IN (:p)',
        ProjectionExpression: '#n, sk',
        ExpressionAttributeNames: { '#n': 'name' },
      },
    ),
  ],
  [
    'an update of all kinds',
    update(
      'SET #s = :s, later = if_not_exists(n, :n) + :n REMOVE gone ADD n :n DELETE tags :t',
      { ':s': S('s'), ':n': N('1'), ':t': { SS: ['a'] } },
      {
        ExpressionAttributeNames: { '#s': 'status' },
        ConditionExpression: 'attribute_not_exists(pk) OR NOT n <> :n',
      },
    ),
  ],
  ['an index key that is set', update('SET leadId = :l, dueAt = :d', { ':l': S('l'), ':d': N('1') })],
  ['100 keys at once', read(many(100, (i) => key(`${i}`)))],
  ['100 writes in a transaction', transact(many(100, (i) => Put(key(`${i}`))))],
];
