import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/paths.mjs';

const FOLDER = join(ROOT, 'docs', 'adr');
const FILES = readdirSync(FOLDER).sort();

/** The beginning of a record: its number and title, its date and its status, each in a separate paragraph. */
const HEAD = /^# (?<number>\d+)\. .+\n\nDate: (?<date>\d{4}-\d{2}-\d{2})\n\nStatus: (?<status>.+)\n\n## Context\n/;
const LINK = String.raw`\[\d+\]\(\d{4}-[a-z0-9-]+\.md\)`;
const STATUS = new RegExp(
  `^(accepted(; its consequences are superseded by ${LINK}(, and its row of \\w+ by ${LINK})?|; it supersedes (the consequences of |the row of \\w+ in )?${LINK})?|superseded by ${LINK})$`,
);

test('decision records are numbered without gaps', () => {
  assert.deepEqual(
    FILES.map((file) => Number(file.slice(0, 4))),
    FILES.map((_, index) => index + 1),
  );
});

for (const file of FILES) {
  test(`${file} begins with the number in its file name, a date and a valid status`, () => {
    const head = HEAD.exec(readFileSync(join(FOLDER, file), 'utf8'))?.groups;
    assert.ok(head, 'the record does not begin with "# <number>. <title>", "Date: <date>" and "Status: <status>"');
    assert.equal(file.slice(0, 5), `${head.number.padStart(4, '0')}-`);
    assert.equal(new Date(head.date).toISOString().slice(0, 10), head.date);
    assert.match(head.status, STATUS);
    for (const [, number, target] of head.status.matchAll(/\[(\d+)\]\(([^)]+)\)/g)) {
      assert.ok(existsSync(join(FOLDER, target)), `${target} is missing`);
      assert.equal(Number(target.slice(0, 4)), Number(number));
    }
  });
}
