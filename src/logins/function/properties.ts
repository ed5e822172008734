/** The properties of the custom resource in the template. CloudFormation passes numbers and booleans as text. */
export class Properties {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  public text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) {
      throw new Error(`The property ${name} of the login is missing. Add it to the custom resource.`);
    }
    return value;
  }

  public optionalText(name: string): string | undefined {
    const value = this.values[name];
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new Error(`The property ${name} of the login must be a text that is not empty.`);
    }
    return value;
  }

  public positiveNumber(name: string): number {
    return this.number(name, /^[1-9][0-9]*$/, 'a positive whole number');
  }

  public wholeNumber(name: string): number {
    return this.number(name, /^(0|[1-9][0-9]*)$/, 'a whole number');
  }

  /** Returns one of the values. Without the property, the first of them. */
  public choice<Value extends string>(name: string, values: readonly [Value, ...Value[]]): Value {
    const text = this.optionalText(name) ?? values[0];
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) {
      throw new Error(`The property ${name} of the login must be ${values.join(' or ')}, and is ${text}.`);
    }
    return value;
  }

  /** Returns the texts of a list; an empty list without the property. */
  public texts(name: string): string[] {
    return this.list(name).map((value) => {
      if (typeof value !== 'string' || value === '') {
        throw new Error(`The property ${name} of the login must contain texts that are not empty.`);
      }
      return value;
    });
  }

  /** Returns the objects of a list; an empty list without the property. */
  public objects(name: string): Properties[] {
    return this.list(name).map((value) => {
      if (typeof value !== 'object' || value === null) {
        throw new Error(`The property ${name} of the login must contain objects.`);
      }
      return new Properties({ ...value });
    });
  }

  private number(name: string, pattern: RegExp, allowed: string): number {
    const text = this.text(name);
    if (!pattern.test(text)) {
      throw new Error(`The property ${name} of the login must be ${allowed}, and is ${text}.`);
    }
    return Number(text);
  }

  private list(name: string): unknown[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value)) {
      throw new Error(`The property ${name} of the login must be a list.`);
    }
    return value;
  }
}
