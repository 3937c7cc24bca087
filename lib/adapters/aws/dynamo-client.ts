/** The client of the table. Apart from the others, because its library would land in every bundle that imports this file. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import { clientOptions } from './client-options.ts';

let made: DynamoDBDocumentClient | undefined;

export function dynamo(): DynamoDBDocumentClient {
  return (made ??= DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions()), {
    marshallOptions: { removeUndefinedValues: true },
  }));
}
