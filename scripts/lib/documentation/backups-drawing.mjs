// Draws the backups: the automatic backups of each kind of store, and the backup plan that copies stores to the vaults.

import { arrow, label, line, PADDING, panel, svg } from './svg.mjs';

const STORE = 190;
const STEP = 235;
const GAP = 60;

/** Returns an SVG. */
export function drawBackups({ stores, plan, vault, copies, others }) {
  const planX = PADDING + STORE + GAP;
  const vaultX = planX + STEP + GAP;
  const copyX = vaultX + STEP + GAP;
  const width = copyX + STEP + PADDING;
  const elements = [
    label('faint', PADDING, 26, 'Store'),
    label('faint', planX, 26, 'Plan of AWS Backup'),
    label('faint', vaultX, 26, 'Vault'),
    label('faint', copyX, 26, 'Vault in another region, on request'),
  ];

  let y = 38;
  const planY = y + 23;
  for (const { name, count, days } of stores) {
    const store = panel('store', PADDING, y, STORE, [
      count === 1 ? name : `${count} × ${name}`,
      `automatic backups: ${days} days`,
      'restorable to any second',
    ]);
    const side = PADDING + STORE;
    elements.push(...store.elements);
    if (y > 38) elements.push(line(`M${side} ${y + 23}H${side + GAP / 2}V${planY}`));
    y += store.height + PADDING;
  }
  elements.push(arrow(PADDING + STORE, planX, planY), arrow(planX + STEP, vaultX, planY));
  elements.push(...panel('plain', planX, 38, STEP, ['A recovery point each day', `${plan.schedule}, UTC`]).elements);
  const protection = vault.deniesDeletion ? ['its policy denies deletion'] : [];
  elements.push(
    ...panel('shared', vaultX, 38, STEP, ['Encrypted vault', `recovery points: ${plan.days} days`, ...protection])
      .elements,
  );
  for (const { region, days } of copies) {
    elements.push(arrow(vaultX + STEP, copyX, planY));
    elements.push(...panel('shared', copyX, 38, STEP, [region, `copies: ${days} days`]).elements);
  }

  for (const { name, copy } of others) {
    const part = panel('store', PADDING, y, STORE, [name]);
    elements.push(arrow(PADDING + STORE, planX, y + 16), ...part.elements, label('', planX + 8, y + 20, copy));
    y += part.height + PADDING;
  }
  return svg({
    width,
    height: y,
    title: 'The backups of the production platform',
    description: stores
      .map(({ name, days }) => `${name}: automatic backups for ${days} days, and AWS Backup.`)
      .join(' '),
    elements,
  });
}
