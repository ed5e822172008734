import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '../without-validator';
import { page } from './page';

writeFileSync(join(__dirname, '..', '..', 'docs', 'controls.md'), page());
