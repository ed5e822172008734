import { isUnknown } from '../private/validation';

/** A routing key of the broker without the name of the service that publishes, or a pattern of such keys. */
export class RoutingKey {
  /** Reads the key of an event, and rejects a pattern. */
  public static ofEvent(text: string): RoutingKey {
    return new RoutingKey(text, /^[\w-]+(\.[\w-]+)*$/, 'words of letters, digits, hyphens and underscores');
  }

  /** Reads the key with which a queue is bound. In a pattern, `*` stands for one word and `#` for any number of words. */
  public static ofBinding(text: string): RoutingKey {
    return new RoutingKey(
      text,
      /^([\w-]+|[*#])(\.([\w-]+|[*#]))*$/,
      'words of letters, digits, hyphens and underscores, or * for one word and # for any number of words',
    );
  }

  private constructor(
    public readonly text: string,
    pattern: RegExp,
    allowed: string,
  ) {
    if (!isUnknown(text) && !(pattern.test(text) && text.length <= MAX_LENGTH)) {
      throw new Error(
        `routingKeys must be at most ${MAX_LENGTH} characters: ${allowed}, with dots between them, got '${text}'. ` +
          'Correct the routing key, for example to order.placed. The name of the service that publishes is not a part of it.',
      );
    }
  }

  /** Whether this pattern matches the key of an event. A key that only the deployment knows may do so. */
  public matches(event: RoutingKey): boolean {
    return isUnknown(this.text) || isUnknown(event.text) || matches(this.text.split('.'), event.text.split('.'));
  }
}

function matches([first, ...others]: readonly string[], words: readonly string[]): boolean {
  if (first === undefined) {
    return words.length === 0;
  }
  if (first === '#') {
    return [...words, ''].some((_, index) => matches(others, words.slice(index)));
  }
  return words.length > 0 && (first === '*' || first === words[0]) && matches(others, words.slice(1));
}

/** RabbitMQ accepts 255 bytes, of which the name of a service and the dot after it take at most 64. */
const MAX_LENGTH = 191;
