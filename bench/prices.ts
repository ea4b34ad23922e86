/**
 * Public on-demand prices in us-east-1, in USD, as AWS's pricing pages had them in November 2026
 * (aws.amazon.com/dynamodb, /sqs, /lambda, /eventbridge, /api-gateway, /cloudwatch, /xray: "Pricing").
 */
export const prices = {
  dynamoWriteUnit: 0.625 / 1e6,
  dynamoReadUnit: 0.125 / 1e6,
  sqsRequest: 0.4 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecondArm: 0.0000133334,
  busEvent: 1 / 1e6,
  timer: 1 / 1e6,
  apiRequest: 1 / 1e6,
  logGigabyte: 0.5,
  trace: 5 / 1e6,
} as const;

/** X-Ray records one request a second, and of the rest this share. */
export const TRACED_SHARE = 0.05;
