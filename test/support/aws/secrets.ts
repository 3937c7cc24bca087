/** Secrets Manager: the present version of each secret, by its ARN. */
import { randomUUID } from 'node:crypto';

import type { Room } from './call.ts';
import { fields, json, jsonRefusal, type Known, operationOf, text, unknownFields } from './wire.ts';

const known: Known = {
  GetSecretValue: ['SecretId'],
  PutSecretValue: ['SecretId', 'SecretString', 'ClientRequestToken'],
};

export function secretsRoom(secrets: Map<string, string>): Room {
  const room: Room = {
    service: 'secretsmanager',
    read(request) {
      const operation = operationOf(request, 'secretsmanager');
      return { operation, target: text(fields(request)['SecretId']), write: operation === 'PutSecretValue' };
    },
    pretends: (request, { operation }) => unknownFields(known, operation, request),
    async answer(request, { operation, target }) {
      const kept = secrets.get(target);
      if (kept === undefined)
        return room.refusal(400, 'ResourceNotFoundException', `Secrets Manager can't find the specified secret.`);
      const about = {
        ARN: target,
        Name: target.split(':').at(-1),
        VersionId: randomUUID(),
        VersionStages: ['AWSCURRENT'],
      };
      if (operation === 'GetSecretValue') return json({ ...about, SecretString: kept, CreatedDate: Date.now() / 1000 });
      secrets.set(target, text(fields(request)['SecretString']));
      return json(about);
    },
    refusal: jsonRefusal,
  };
  return room;
}
