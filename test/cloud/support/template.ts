/** A synthesized template, read: its resources by type, and its intrinsic functions as the values that they would have after a deployment. */

export interface Resource {
  id: string;
  type: string;
  properties: Record<string, unknown>;
}

/** What a resource is called once it is there. */
export interface Physical {
  ref: string;
  attributes: Record<string, string>;
}

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

interface Raw {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  Parameters?: Record<string, { Default?: string }>;
}

export class Template {
  readonly #resources: Map<string, Resource>;
  readonly #names = new Map<string, Physical>();
  readonly #parameters: Map<string, string>;

  constructor(raw: Raw, region: string) {
    this.#resources = new Map(
      Object.entries(raw.Resources).map(([id, { Type, Properties }]) => [
        id,
        { id, type: Type, properties: Properties ?? {} },
      ]),
    );
    this.#parameters = new Map(Object.entries(raw.Parameters ?? {}).map(([id, { Default }]) => [id, Default ?? '']));
    for (const [name, value] of Object.entries({
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': 'CitrusMail',
    }))
      this.#parameters.set(name, value);
  }

  ofType(type: string): Resource[] {
    return [...this.#resources.values()].filter((resource) => resource.type === type);
  }

  get(id: string): Resource {
    const found = this.#resources.get(id);
    if (!found) throw new Error(`the template has no resource ${id}`);
    return found;
  }

  /** From now on the resource is known by these names. */
  name(id: string, physical: Physical): void {
    this.#names.set(id, physical);
  }

  physical(id: string): Physical {
    return (
      this.#names.get(id) ?? {
        ref: id,
        attributes: { Arn: `arn:aws:${this.get(id).type.replaceAll('::', '-')}:::${id}` },
      }
    );
  }

  /** The value with all its intrinsic functions carried out. */
  resolve(value: unknown): Json {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value as Json;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) return this.#call(...only);
    return Object.fromEntries(entries.map(([name, item]) => [name, this.resolve(item)]));
  }

  text(value: unknown): string {
    const resolved = this.resolve(value);
    if (typeof resolved === 'string') return resolved;
    throw new Error(`not a text: ${JSON.stringify(value)}`);
  }

  /** The one resource that the value refers to. */
  target(value: unknown): string | undefined {
    const text = JSON.stringify(value);
    return /"Ref":"([A-Za-z0-9]+)"/.exec(text)?.[1] ?? /"Fn::GetAtt":\["([A-Za-z0-9]+)"/.exec(text)?.[1];
  }

  #call(name: string, argument: unknown): Json {
    switch (name) {
      case 'Ref':
        return this.#parameters.get(argument as string) ?? this.physical(argument as string).ref;
      case 'Fn::GetAtt': {
        const [id, attribute] = argument as [string, string];
        return this.physical(id).attributes[attribute] ?? `${id}.${attribute}`;
      }
      case 'Fn::Join': {
        const [between, parts] = argument as [string, unknown[]];
        return parts.map((part) => this.#word(part)).join(between);
      }
      case 'Fn::Sub': {
        const [pattern, more] = (Array.isArray(argument) ? argument : [argument, {}]) as [
          string,
          Record<string, unknown>,
        ];
        return pattern.replace(/\$\{([^}]+)\}/g, (_, key: string) => this.#substitute(key, more));
      }
      case 'Fn::Select': {
        const [index, list] = argument as [number | string, unknown];
        return (this.resolve(list) as Json[])[Number(index)] ?? '';
      }
      case 'Fn::Split': {
        const [at, text] = argument as [string, unknown];
        return this.text(text).split(at);
      }
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'];
      default:
        throw new Error(`the rehearsal does not know ${name}`);
    }
  }

  /** A text, or a number as one. */
  #word(value: unknown): string {
    const resolved = this.resolve(value);
    return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
  }

  #substitute(key: string, more: Record<string, unknown>): string {
    if (key in more) return this.#word(more[key]);
    const [id = '', attribute] = key.split('.');
    return this.#word(attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] });
  }
}

export const account = '000000000000';
