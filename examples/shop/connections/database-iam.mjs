import { Signer } from '@aws-sdk/rds-signer';
import pg from 'pg';
import { log } from './log.mjs';

const { AWS_REGION, DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USERNAME } = process.env;

const signer = new Signer({
  region: AWS_REGION,
  hostname: DATABASE_HOST,
  port: Number(DATABASE_PORT),
  username: DATABASE_USERNAME,
});

const pool = new pg.Pool({
  host: DATABASE_HOST,
  port: Number(DATABASE_PORT),
  database: DATABASE_NAME,
  user: DATABASE_USERNAME,
  password: () => signer.getAuthToken(), // for each new connection
  ssl: true,
  max: 10,
  connectionTimeoutMillis: 10_000,
  query_timeout: 10_000, // a server that fails over may not end its connections
});

pool.on('error', (error) => log('An idle connection ended.', { error: error.message }));

export const query = (text, values) => pool.query(text, values);
