/** How the workloads of a service log in. */
export enum Authentication {
  /**
   * With a user name and a password, which a function rotates. Two users take turns, so that a client that read the secret
   * before a rotation can log in until the next one.
   */
  PASSWORD = 'PASSWORD',
  /**
   * With a token that the client makes with its IAM role for each new connection. It lasts 15 minutes. There is no password
   * that could be known or has to be rotated. RDS accepts fewer than 200 new connections a second.
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
   */
  IAM = 'IAM',
}
