import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isPlainObject } from '../../private/plain-object';
import { refuse, type WholeNumbers } from '../../private/validation';

/** A parameter that another app wrote, and the construct that reads it. */
export interface RecordSource {
  readonly scope: IConstruct;
  readonly parameterName: string;
  /** The service that the parameter is for. */
  readonly serviceName: string;
}

/**
 * A value in the JSON of a parameter that another app wrote, and its position there. Each method returns the value in one
 * type, and throws when it has another.
 */
export class RecordValue {
  /** Parses the text of a parameter. */
  public static parse(source: RecordSource, text: string): RecordValue {
    try {
      return new RecordValue(source, '', JSON.parse(text));
    } catch {
      throw new RecordValue(source, '', text).refuse('a JSON object', { gotInWords: 'text that is no JSON' });
    }
  }

  private constructor(
    private readonly source: RecordSource,
    private readonly position: string,
    private readonly value: unknown,
  ) {}

  /** The field of an object; its value is undefined if the object does not have it. */
  public field(name: string): RecordValue {
    const found = this.entries().find(([key]) => key === name);
    return found ? found[1] : this.at(`.${name}`, undefined);
  }

  /** The field of an object, unless the object does not have it. */
  public optionalField(name: string): RecordValue | undefined {
    const field = this.field(name);
    return field.value === undefined ? undefined : field;
  }

  /** The fields of an object by their names. */
  public entries(): [string, RecordValue][] {
    if (!isPlainObject(this.value)) {
      throw this.refuse('an object');
    }
    const entries: [string, unknown][] = Object.entries(this.value);
    return entries.map(([name, value]) => [name, this.at(`.${name}`, value)]);
  }

  /** The items of a list. */
  public items(): RecordValue[] {
    if (!Array.isArray(this.value)) {
      throw this.refuse('a list');
    }
    const values: unknown[] = this.value;
    return values.map((value, index) => this.at(`[${index}]`, value));
  }

  /**
   * The text. It must contain neither a token of the CDK nor a dynamic reference of CloudFormation: these would be replaced
   * by values of the app that reads the record, or by secrets of its account.
   */
  public text(): string {
    if (typeof this.value !== 'string') {
      throw this.refuse('text');
    }
    if (Token.isUnresolved(this.value) || this.value.includes('{{')) {
      throw this.refuse('text without tokens and without dynamic references, which contain {{');
    }
    return this.value;
  }

  /** The text, which must match. */
  public match(pattern: RegExp, allowed: string, fix?: string): string {
    const text = this.text();
    if (!pattern.test(text)) {
      throw this.refuse(allowed, { fix });
    }
    return text;
  }

  /** The text, or the texts of a list. */
  public textOrTexts(): string | string[] {
    return Array.isArray(this.value) ? this.items().map((item) => item.text()) : this.text();
  }

  /** One of the texts. */
  public oneOf<Value extends string>(values: readonly Value[], fix?: string): Value {
    const found = values.find((value) => value === this.value);
    if (found === undefined) {
      throw this.refuse(values.length === 0 ? 'absent' : `one of ${values.join(', ')}`, { fix });
    }
    return found;
  }

  /** A TCP port. CloudFormation can write a number as text. */
  public port(): number {
    const port = typeof this.value === 'string' && /^\d{1,5}$/.test(this.value) ? Number(this.value) : this.value;
    if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
      throw this.refuse('a port from 1 to 65535');
    }
    return port;
  }

  /** A whole number in the range. */
  public wholeNumber({ min, max, unit }: WholeNumbers): number {
    if (typeof this.value !== 'number' || !Number.isInteger(this.value) || this.value < min || this.value > max) {
      throw this.refuse(`a whole number${unit ? ` of ${unit}` : ''} from ${min} to ${max}`);
    }
    return this.value;
  }

  /** A number that must be this one. */
  public requireNumber(expected: number): void {
    if (this.value !== expected) {
      throw this.refuse(String(expected));
    }
  }

  /** Creates an error that names the value's position. */
  public refuse(allowed: string, { gotInWords, fix = REMEDY }: { gotInWords?: string; fix?: string } = {}): Error {
    const position = this.position.replace(/^\./, '');
    const { scope, parameterName } = this.source;
    const prop = position === '' ? parameterName : `${position} in ${parameterName}`;
    const got = gotInWords === undefined ? { got: this.value } : { gotInWords };
    return refuse(scope, { prop, allowed, fix, ...got });
  }

  private at(position: string, value: unknown): RecordValue {
    return new RecordValue(this.source, `${this.position}${position}`, value);
  }
}

/** The remedy for a value that no release of the library writes. */
const REMEDY =
  'The library writes no such value: find out who changed the parameter or cdk.context.json, deploy the platform again, and ' +
  'remove the cached value with `cdk context --reset`.';
